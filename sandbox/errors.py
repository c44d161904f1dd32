"""A refusal, in the words and the shape of the real one."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class ApiError(Exception):
    """Answered as ``{"error": {"message", "detail"}, "status": "failure"}``."""

    status: int
    message: str
    detail: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        return {"error": {"message": self.message, "detail": self.detail}, "status": "failure"}


def no_record() -> ApiError:
    return ApiError(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")


def operation_failed(detail: str) -> ApiError:
    return ApiError(403, "Operation Failed", detail)


def bad_body(detail: str) -> ApiError:
    return ApiError(400, "Exception while reading request", detail)
