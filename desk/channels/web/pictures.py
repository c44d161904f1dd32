"""Images people attach: only what really is one, never larger than a screenshot needs."""

from __future__ import annotations

import uuid
from datetime import datetime

from sanic import Request

from desk.intake import Refused
from desk.store.attachments import Attachment

MOST_BYTES = 5 * 1024 * 1024

# Served as nothing but an image, even if somebody opens the address directly.
HEADERS = {
    "Content-Disposition": "inline",
    "Cache-Control": "private, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def media_type(content: bytes) -> str:
    """By the content's own first bytes; empty for anything that is no image we take."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _SIGNATURES if content.startswith(start)), "")


def from_request(request: Request, conversation: str, now: datetime) -> Attachment:
    """The uploaded file. Raises Refused with the words that say why."""
    file = (request.files or {}).get("file")
    if isinstance(file, list):
        file = file[0] if file else None
    if file is None or not file.body:
        raise Refused("attachment_failed")
    if len(file.body) > MOST_BYTES:
        raise Refused("attachment_too_large")
    kind = media_type(file.body)
    if not kind:
        raise Refused("attachment_type_refused")
    return Attachment(str(uuid.uuid4()), conversation, kind, len(file.body), file.body, now)
