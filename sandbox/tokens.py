"""OAuth tokens and codes given out. They live in memory: after a restart clients sign in again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

ACCESS_SECONDS = 1800
CODE_SECONDS = 600


@dataclass
class Token:
    """``refresh`` is "" for what only asks anew: client credentials."""

    user_name: str
    client: str
    access: str
    refresh: str
    expires: float


@dataclass(frozen=True)
class Code:
    """A code of the authorization-code grant. ``challenge`` is PKCE's, "" when there is none."""

    value: str
    user_name: str
    client: str
    redirect: str
    challenge: str
    expires: float


@dataclass
class Tokens:
    clock: Callable[[], float] = time.monotonic
    given: list[Token] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)

    def issue(self, user_name: str, client: str, *, seconds: int = ACCESS_SECONDS) -> Token:
        """A token for this user of this client; while one is valid it is the same one."""
        for token in self.given:
            if (token.user_name, token.client) == (user_name, client) and token.expires > self.clock():
                return token
        access, refresh = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
        self.given.append(Token(user_name, client, access, refresh, self.clock() + seconds))
        return self.given[-1]

    def refresh(self, refresh: str, client: str, *, seconds: int = ACCESS_SECONDS) -> Token | None:
        for token in self.given:
            if refresh and hmac.compare_digest(token.refresh.encode(), refresh.encode()):
                if token.client != client:
                    return None
                token.access, token.expires = secrets.token_urlsafe(48), self.clock() + seconds
                return token
        return None

    def user_of(self, access: str) -> str | None:
        for token in self.given:
            if hmac.compare_digest(token.access.encode(), access.encode()) and token.expires > self.clock():
                return token.user_name
        return None

    def expire_all(self) -> None:
        for token in self.given:
            token.expires = 0.0

    def expire(self, access: str) -> None:
        for token in self.given:
            if token.access == access:
                token.expires = 0.0

    def code(self, user_name: str, client: str, redirect: str, challenge: str) -> str:
        value = secrets.token_urlsafe(32)
        self.codes[value] = Code(value, user_name, client, redirect, challenge, self.clock() + CODE_SECONDS)
        return value

    def redeem(self, value: str, *, client: str, redirect: str, verifier: str) -> str | None:
        """The user the code was for; each code is good once."""
        code = self.codes.pop(value, None)
        if code is None or code.expires < self.clock() or (code.client, code.redirect) != (client, redirect):
            return None
        if code.challenge and not _proves(verifier, code.challenge):
            return None
        return code.user_name


def _proves(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    expected = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(expected.encode(), challenge.encode())
