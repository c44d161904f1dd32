"""Rate limits by the hour: rules for one user, a role or all, for everything or for one interface."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.errors import ApiError
from sandbox.records.actor import Actor
from sandbox.store import Row, Store

_HOUR = 3600


@dataclass
class RateLimits:
    """How often each account called under each rule within its hour."""

    counts: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def count(self, store: Store, actor: Actor, path: str) -> None:
        """Raises ApiError 429 when the account has called too often."""
        rule = _rule(store, actor, path)
        if rule is None:
            return
        now = actor.now.timestamp()
        key = (rule["sys_id"], actor.id, int(now) // _HOUR)
        self.counts[key] = self.counts.get(key, 0) + 1
        if self.counts[key] > int(rule["limit"] or 0):
            reset = (int(now) // _HOUR + 1) * _HOUR
            bare = store.property("sandbox.rate_limit.headers", "true") != "true"
            raise refusal(int(rule["limit"] or 0), reset, int(reset - now) or 1, rule["sys_id"], bare=bare)


def refusal(limit: int, reset: int, seconds: int, rule: str, *, bare: bool = False) -> ApiError:
    """The real one's 429; ``bare``: without the headers that say how long to wait."""
    detail = f"Rate limit of {limit} requests per hour for Table API exceeded"
    said = {"Retry-After": str(seconds), "X-RateLimit-Limit": str(limit), "X-RateLimit-Reset": str(reset)}
    return ApiError(429, "Rate limit exceeded", detail, {} if bare else {**said, "X-RateLimit-Rule": rule})


def _rule(store: Store, actor: Actor, path: str) -> Row | None:
    """The one that is meant most closely: for this user, else for one of the roles, else for all."""

    def read() -> list[Row]:
        return store.rows("SELECT * FROM sys_rate_limit_rules WHERE active = 'true'")

    rules = store.remembered("limits", ("sys_rate_limit_rules",), read)
    here = [rule for rule in rules if not rule["resource"] or path.startswith(rule["resource"])]
    role = store.tables["sys_user_role"]
    for_me = [rule for rule in here if rule["user"] == actor.id]
    for_roles = [
        rule
        for rule in here
        if rule["role"]
        and not rule["user"]
        and (store.get(role, rule["role"]) or {}).get("name") in actor.roles
    ]
    for_all = [rule for rule in here if not rule["user"] and not rule["role"]]
    return next(iter([*for_me, *for_roles, *for_all]), None)


def fault(seconds: float, now: float) -> ApiError:
    """A 429 on order; 0 seconds: without any header."""
    return refusal(100, int(now + seconds), round(seconds), "a" * 32, bare=not seconds)
