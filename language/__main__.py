"""``python -m language``: training lines that are too much alike, or like a held-out line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np

from authored import Invalid, Problem, nlu, read
from language.encoder import Encoder
from language.likeness import alike, leaked
from language.model_folder import BadModelFolder
from language.vector_cache import VectorCache


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 1 when lines are alike (printed on stderr) or there is no encoder."""
    parser = argparse.ArgumentParser(prog="python -m language", description=__doc__)
    parser.add_argument("--lines", type=Path, default=Path("data/nlu"))
    parser.add_argument("--held-out", type=Path, default=Path("tests/held_out/intents.jsonl"))
    options = parser.parse_args(arguments)
    try:
        problems = found(options.lines, options.held_out)
    except Invalid as invalid:
        print(invalid, file=sys.stderr)
        return 1
    except BadModelFolder as error:
        print(f"language: {error}", file=sys.stderr)
        return 1
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{options.lines}: {len(problems)} lines too much alike")
    return 1 if problems else 0


def found(folder: Path, held_out: Path) -> list[Problem]:
    """Every problem, in order. Raises authored.Invalid for a file that cannot be read, and BadModelFolder."""
    files = sorted(folder.rglob("*.yml"))
    lines = list(nlu.examples(read(path, shown_as=path.as_posix()) for path in files))
    apart = [json.loads(row)["text"] for row in _rows(held_out)]
    vectors = _vectors([line.text for line in lines] + apart)
    own, others = vectors[: len(lines)], vectors[len(lines) :]
    return sorted({*alike(lines, own), *leaked(lines, own, others)})


def _rows(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return [row for row in text.splitlines() if row.strip()]


def _vectors(texts: list[str]) -> np.ndarray:
    """Encoded once: the next check, and the next training, find them in var/."""
    var = Path(os.environ.get("FIRSTLINE_VAR") or "var")
    encoder = Encoder.load(Path(os.environ.get("FIRSTLINE_MODEL") or var / "model"), threads=2)
    return VectorCache(var / "cache" / "vectors.db", encoder).encode(texts)


if __name__ == "__main__":
    sys.exit(main())
