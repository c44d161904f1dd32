"""A refusal, in the words and the shape of the real one."""

from __future__ import annotations

from collections.abc import Iterable
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


def data_policy(labels: Iterable[str]) -> ApiError:
    fields = ", ".join(labels)
    return operation_failed(f"Data Policy Exception: \n\tThe following fields are mandatory: {fields}")


def forbidden(operation: str) -> ApiError:
    """What access controls say to a write; ``operation`` is Insert, Update or Delete."""
    return operation_failed(f"ACL Exception {operation} Failed due to security constraints")


def bad_body(detail: str) -> ApiError:
    return ApiError(400, "Exception while reading request", detail)


def unauthenticated() -> ApiError:
    detail = "Required to provide Auth information"
    return ApiError(401, "User Not Authenticated", detail, {"WWW-Authenticate": 'BASIC realm="Service-now"'})
