"""Static files by name: what is not on the shelf does not exist, whatever the address says."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sanic import HTTPResponse, Request
from sanic.response import empty, raw

NODE_MODULES = Path(__file__).resolve().parents[1] / "node_modules"


@dataclass(frozen=True)
class Shelf:
    files: Mapping[str, Path]

    @classmethod
    def of(cls, folder: Path, vendor: Mapping[str, str] | None = None) -> Shelf:
        """Every file of ``folder``; under vendor/ the named files of node_modules."""
        own = {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}
        shared = {f"vendor/{name}": NODE_MODULES / path for name, path in (vendor or {}).items()}
        return cls({**own, **shared})

    def serve(self, request: Request, name: str) -> HTTPResponse:
        """The file, compressed for who takes that, or 304, or 404. Browsers ask each time."""
        path = self.files.get(name)
        if path is None or not path.is_file():
            return empty(status=404)
        tag, plain, small = _read(path, path.stat().st_mtime_ns)
        headers = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == tag:
            return empty(status=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return raw(small, content_type=_kind(name), headers={**headers, "Content-Encoding": "gzip"})
        return raw(plain, content_type=_kind(name), headers=headers)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> tuple[str, bytes, bytes]:
    """Tag, content and compressed content; read again when the file's time (``changed``) is another."""
    content = path.read_bytes()
    return f'"{hashlib.sha256(content).hexdigest()[:24]}"', content, gzip.compress(content, 6, mtime=0)


def _kind(name: str) -> str:
    if name.endswith(".js"):
        return "text/javascript; charset=utf-8"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
