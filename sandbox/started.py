"""A practice server as a process of its own, for as long as a ``with`` block lasts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def started(*arguments: str) -> Iterator[str]:
    """The address of a server on a free port; ``arguments`` go to ``python -m sandbox``.

    Raises RuntimeError when it does not come up.
    """
    command = [sys.executable, "-m", "sandbox", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise RuntimeError("the practice server did not start")
            yield str(json.loads(line)["url"])
        finally:
            process.terminate()
