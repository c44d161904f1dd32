"""One file of a zip, unpacked as far as its headers say and not a byte further.

zipfile believes the sizes of its directory: it cuts what is longer and says nothing. Here the header before
the file, the directory and the bytes themselves must agree.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipInfo

CHUNK = 65_536
HEADER = struct.Struct("<4s5H3L2H")
_SIGNATURE, _UTF8, _SIZES_FOLLOW = b"PK\x03\x04", 0x800, 0x08
_IN_EXTRA = 0xFFFFFFFF  # ZIP64: the size stands elsewhere


class Lies(Exception):
    """The text says how bytes and headers differ."""


def unpacked(file: BinaryIO, info: ZipInfo) -> bytes:
    """The content, never more than ``info.file_size`` bytes. Raises Lies."""
    _to_content(file, info)
    content = bytearray()
    for piece in _stored(file, info) if info.compress_type == ZIP_STORED else _inflated(file, info):
        content += piece
        if len(content) > info.file_size:
            raise Lies(f"more than the {info.file_size} bytes that its header says")
    if len(content) != info.file_size:
        raise Lies(f"{len(content)} bytes, its header says {info.file_size}")
    if zlib.crc32(content) != info.CRC:
        raise Lies("damaged (its checksum differs)")
    return bytes(content)


def _to_content(file: BinaryIO, info: ZipInfo) -> None:
    """``file`` at the first byte of the content, after its own header was found to say the same."""
    file.seek(info.header_offset)
    header = file.read(HEADER.size)
    if len(header) != HEADER.size or not header.startswith(_SIGNATURE):
        raise Lies("not where the list of files says")
    _, _, flags, method, _, _, _, packed, size, name, extra = HEADER.unpack(header)
    named = file.read(name).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
    if named != info.orig_filename:
        raise Lies("another name in its own header")
    known = not flags & _SIZES_FOLLOW and _IN_EXTRA not in (packed, size)
    if method != info.compress_type or (known and (packed, size) != (info.compress_size, info.file_size)):
        raise Lies("other sizes in its own header than in the list of files")
    file.seek(extra, 1)


def _stored(file: BinaryIO, info: ZipInfo) -> Iterator[bytes]:
    left = info.compress_size
    while left and (chunk := file.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk


def _inflated(file: BinaryIO, info: ZipInfo) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for chunk in _stored(file, info):
            while chunk and not inflate.eof:
                yield inflate.decompress(chunk, CHUNK)
                chunk = inflate.unconsumed_tail
        yield from _rest(inflate)
    except zlib.error as error:
        raise Lies(f"damaged ({error})") from error
    if not inflate.eof or inflate.unused_data:
        raise Lies("cut short, or longer than its header says")


def _rest(inflate: zlib._Decompress) -> Iterator[bytes]:
    """What the last chunk held back: a bomb's last byte may stand for a thousand."""
    while not inflate.eof and (piece := inflate.decompress(inflate.unconsumed_tail, CHUNK)):
        yield piece
