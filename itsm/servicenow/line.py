"""The line a call is using, so that it can be cut from outside.

A server that drips a byte a second never lets a read time out, and a thread that reads cannot be
stopped: only closing its connection ends it.
"""

from __future__ import annotations

import contextlib
import contextvars
import socket
import threading
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Line:
    """One call's connection; ``cut`` may come from another thread, before, during or after the call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    def uses(self, connection: socket.socket | None) -> None:
        with self._lock:
            self._socket = connection
            if self._is_cut:
                _shut(connection)

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            _shut(self._socket)

    def free(self) -> None:
        """The call is over: what is sent on this connection next is another's."""
        with self._lock:
            self._socket = None


LINE: contextvars.ContextVar[Line | None] = contextvars.ContextVar("LINE", default=None)


def _shut(connection: socket.socket | None) -> None:
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


class _Told:
    """Tells the call which socket it uses: a second handle to it, because TLS takes the first away."""

    _handle: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]  # urllib3's connection is beside us
        self._drop()
        self._handle = made.dup()
        self._tell()
        return made

    def request(self, *args: Any, **kwargs: Any) -> None:
        self._tell()
        super().request(*args, **kwargs)  # type: ignore[misc]

    def close(self) -> None:
        super().close()  # type: ignore[misc]
        self._drop()

    def _tell(self) -> None:
        line = LINE.get()
        if line is not None:
            line.uses(self._handle)

    def _drop(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None


class _Http(_Told, HTTPConnection):
    pass


class _Https(_Told, HTTPSConnection):
    pass


class HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


POOLS = {"http": HttpPool, "https": HttpsPool}
