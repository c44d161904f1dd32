"""The pages of a zip. Its list of files is checked as a whole before the first of them is unpacked."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from kb_index.importing import names
from kb_index.importing.inflate import HEADER, Lies, unpacked
from kb_index.importing.limits import Limits, refusal
from kb_index.problem import Invalid, Problem

_END, _END64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sLQL")
_LONGEST_COMMENT = 65_535
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_KINDS = (0, stat.S_IFREG, stat.S_IFDIR)  # 0: packed where files have no kind
_AGAIN = "pack it again with an ordinary zip program"
_BOMB = "do not trust this file; if it is yours, import its parts one by one"


def pages(path: Path, limits: Limits) -> Iterator[tuple[str, bytes | None]]:
    """Each file's name, with its content where it is a page. Raises Invalid."""
    with path.open("rb") as file:
        held = _directory(path, file, limits)
        wrong = [*names.problems(str(path), (i.orig_filename for i in held)), *_problems(path, held, limits)]
        if wrong:
            raise Invalid(set(wrong))
        for info in held:
            if not info.is_dir() and not names.hidden(info.filename):
                page = names.is_page(info.filename)
                yield info.filename, _content(path, file, info) if page else None


def _content(path: Path, file: BinaryIO, info: zipfile.ZipInfo) -> bytes:
    try:
        return unpacked(file, info)
    except Lies as error:
        raise refusal(f"{path}/{info.filename}", str(error), _AGAIN) from error


def _directory(path: Path, file: BinaryIO, limits: Limits) -> list[zipfile.ZipInfo]:
    if (size := os.fstat(file.fileno()).st_size) > limits.archive:
        raise refusal(str(path), f"{size} bytes, more than {limits.archive}", "import it in parts")
    _check_end(path, file, limits)
    try:
        held = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error) as error:
        raise refusal(str(path), f"not a zip that can be read: {error}", _AGAIN) from error
    _check_places(path, held, size)
    return held


def _check_end(path: Path, file: BinaryIO, limits: Limits) -> None:
    """zipfile holds the whole list of files in memory: how long it is must be known before."""
    tail_at = max(0, file.seek(0, os.SEEK_END) - _END.size - _LONGEST_COMMENT - _END64.size)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise refusal(str(path), "not a zip, or cut short", _AGAIN)
    _, _, _, _, count, directory, _, _ = _END.unpack_from(tail, at)
    if tail[max(0, at - _END64.size) : at].startswith(b"PK\x06\x07"):
        raise refusal(str(path), "a ZIP64 archive, for more than 65,535 files or 4 GB", "import it in parts")
    if count > limits.files or directory > limits.directory:
        raise refusal(str(path), f"{count} files, more than {limits.files}", "import it in parts")


def _check_places(path: Path, held: Iterable[zipfile.ZipInfo], size: int) -> None:
    """Files that share their bytes make a small zip large."""
    spans = sorted((i.header_offset, i.header_offset + HEADER.size + i.compress_size) for i in held)
    if any(end > begin for (_, end), (begin, _) in pairwise([(0, 0), *spans, (size, size)])):
        raise refusal(str(path), "files that lie in one another (a zip bomb)", _BOMB)


def _problems(path: Path, held: list[zipfile.ZipInfo], limits: Limits) -> Iterator[Problem]:
    if len(held) > limits.files:
        yield Problem(str(path), 1, f"{len(held)} files, more than {limits.files}", "import it in parts")
    if (total := sum(info.file_size for info in held)) > limits.total:
        yield Problem(str(path), 1, f"{total} bytes unpacked, more than {limits.total}", _BOMB)
    for info in held:
        if wrong := _wrong(info, limits):
            yield Problem(f"{path}/{names.shown(info.orig_filename)}", 1, *wrong)


def _wrong(info: zipfile.ZipInfo, limits: Limits) -> tuple[str, str] | None:
    if info.flag_bits & _ENCRYPTED:
        return "encrypted", "pack it again without a password"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a symbolic link", "put the file itself in its place"
    if stat.S_IFMT(info.external_attr >> 16) not in _KINDS:
        return "no plain file", "leave it out"
    if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(1, info.compress_size):
        return f"{info.compress_size} bytes that become {info.file_size} (a zip bomb)", _BOMB
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"packed by method {info.compress_type}", _AGAIN
    if names.is_page(info.filename) and info.file_size > limits.one:
        return f"a page of {info.file_size} bytes, more than {limits.one}", "split it into articles"
    return None
