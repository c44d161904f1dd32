"""Zips as they come, and as they come from people who mean harm."""

from __future__ import annotations

import io
import struct
import zipfile

PAGE = b"# Reset your password\n\nDo it.\n\n## Windows\n1. Open **Settings**.\n2. Select **Reset**.\n"


def packed(*files, method=zipfile.ZIP_DEFLATED, **fields):
    """A zip of (name, content); ``fields`` are set on every entry before it is written."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            for key, value in fields.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return out.getvalue()


def claiming(data, size, *, crc=None, in_both=True):
    """The zip with another unpacked size (and checksum) in its headers."""
    changed = bytearray(data)
    for signature, at in ((b"PK\x01\x02", 16), (b"PK\x03\x04", 14)) if in_both else ((b"PK\x01\x02", 16),):
        place = changed.index(signature) + at
        if crc is not None:
            changed[place : place + 4] = struct.pack("<L", crc)
        changed[place + 8 : place + 12] = struct.pack("<L", size)
    return bytes(changed)


def flagged(data, bit):
    """The zip with a bit of the general purpose flags set, in both headers of its first file."""
    changed = bytearray(data)
    for signature, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        changed[changed.index(signature) + at] |= bit
    return bytes(changed)


def sharing(data):
    """The second file in the list has the bytes of the first, as in an overlapping zip bomb."""
    changed = bytearray(data)
    second = changed.index(b"PK\x01\x02", changed.index(b"PK\x01\x02") + 4)
    changed[second + 42 : second + 46] = struct.pack("<L", 0)
    return bytes(changed)


def renamed(data, old, new):
    """Another name of the same length everywhere: zipfile itself would not write it."""
    assert len(old) == len(new)
    return data.replace(old, new)
