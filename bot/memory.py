"""Give back what loading took: Rasa loads a model in pieces that are thrown away again."""

from __future__ import annotations

import ctypes
import gc
from typing import Any

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # of malloc.h
_OWN_PAGES = 1 << 20  # bytes from which a block has pages of its own and goes back when it is freed


def _libc() -> Any:
    """The C library, or one without any of these functions where it is not glibc."""
    return ctypes.CDLL(None)


def frugal() -> None:
    """Before anything is loaded: one heap for all threads, and large blocks beside it. 10 MB."""
    tune = getattr(_libc(), "mallopt", None)
    if tune is not None:
        tune(_M_ARENA_MAX, 1)
        tune(_M_MMAP_THRESHOLD, _OWN_PAGES)


def settle() -> None:
    """After loading: what stays is no longer looked through for garbage, what is free goes back."""
    gc.collect()
    gc.freeze()
    trim = getattr(_libc(), "malloc_trim", None)
    if trim is not None:
        trim(0)
