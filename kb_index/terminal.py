"""What all commands share: results on stdout, all else on stderr, and an exit code that tells."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from kb_index.errors import IndexUnusable
from kb_index.problem import Invalid

err = Console(stderr=True, soft_wrap=True, highlight=False)
out = Console(soft_wrap=True, highlight=False)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")]
Articles = Annotated[Path | None, typer.Option(help="Folder of articles [data/articles].")]


@contextmanager
def gate() -> Iterator[None]:
    """What went wrong, on stderr, and an exit code that is not 0."""
    try:
        yield
    except Invalid as error:
        for problem in error.problems:
            err.print(str(problem), markup=False)
        raise typer.Exit(1) from error
    except (IndexUnusable, OSError, ValueError) as error:
        err.print(f"[red]error[/red] {plain(error)}")
        raise typer.Exit(2) from error


def plain(error: BaseException) -> str:
    return str(error).replace("[", "\\[")


def show(as_json: bool, data: Any, words: Callable[[], None]) -> None:
    if as_json:
        sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
    else:
        words()
