"""How numpy multiplies in this process. To be called before numpy is imported."""

from __future__ import annotations

import os
from pathlib import Path


def in_one_thread() -> None:
    """More only wait for one another: over one message, and when a training learns two things at once. And
    the processor's own instructions: the OpenBLAS of Rasa's numpy takes its oldest kernels on processors
    that are younger than it, at half the speed."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if has_avx2():
        os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")


def has_avx2(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """False where nobody can say."""
    try:
        return " avx2 " in cpuinfo.read_text("ascii", "replace")
    except OSError:
        return False
