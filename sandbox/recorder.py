"""What the server was asked and what it answered: the last of it in memory, all of it in a file."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sanic import HTTPResponse, Request

_SECRET = ("authorization", "x-sn-apikey", "cookie")
_MOST = 65536


@dataclass
class Recorder:
    """``file``: one JSON object a line, in the order the answers were given."""

    file: Path | None = None
    seen: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=1000))

    def note(self, request: Request, response: HTTPResponse, now: datetime) -> None:
        asked = _asked(request, response, now)
        self.seen.append(asked)
        if self.file is not None:
            line = {**asked, "answer": _answer(response)}
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")


def _asked(request: Request, response: HTTPResponse, now: datetime) -> dict[str, Any]:
    is_form = request.path == "/oauth_token.do"
    return {
        "at": now.isoformat(),
        "method": request.method,
        "path": request.path,
        "query": {name: values[0] for name, values in request.args.items()},
        "headers": {name: value for name, value in request.headers.items() if name not in _SECRET},
        "body": "" if is_form else (request.body or b"")[:_MOST].decode("utf-8", "replace"),
        "status": response.status,
    }


def _answer(response: HTTPResponse) -> dict[str, Any]:
    body = getattr(response, "body", None) or b""
    is_token = b'"access_token"' in body
    return {
        "headers": dict(response.headers.items()),
        "body": "" if is_token else body[:_MOST].decode("utf-8", "replace"),
    }
