"""`python -m benchmarks.held_out`: what the bot and the knowledge base make of lines nobody trained on.

tests/held_out was written before any training line and any article. A line of an intent that does not exist
yet is left out; a question whose article does not exist yet must be refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from authored import nlu, read

ROOT = Path(__file__).resolve().parent.parent
HELD_OUT = ROOT / "tests" / "held_out"
ROWS = ROOT / "var" / "eval"
STRANGER = "out_of_scope"  # data/ and held-out lines name it as an intent; `bot evaluate` calls it oos


def main() -> int:
    ROWS.mkdir(parents=True, exist_ok=True)
    train = list(labelled((one.text, one.intent) for one in examples()))
    known = {row["label"] for row in train}
    asked = [(row["text"], row["label"]) for row in rows(HELD_OUT / "intents.jsonl")]
    write("train", train)
    write("test", (row for row in labelled(asked) if row["label"] in known))
    write("queries", questions(rows(HELD_OUT / "questions.jsonl"), article_ids()))
    codes = [
        run("intents", ".venv-bot/bin/python", "-m", "bot", "evaluate", *files("train", "test")),
        run("knowledge", ".venv/bin/python", "-m", "kb_index", "evaluate", *files("queries")),
    ]
    return 1 if any(codes) else 0


def labelled(pairs: Iterable[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """Rows as `bot evaluate` reads them; annotations are taken off."""
    for text, intent in pairs:
        label = "oos" if intent == STRANGER else intent
        yield {"text": nlu.ANNOTATED.sub(r"\1", text), "label": label}


def questions(asked: Iterable[Mapping[str, str]], articles: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Rows as `kb_index evaluate` reads them."""
    for row in asked:
        yield {"text": row["text"], "relevant": [row["topic"]] if row["topic"] in articles else []}


def examples() -> Iterator[nlu.Example]:
    """Every training line of the shipped intents."""
    folder = ROOT / "data" / "nlu"
    return nlu.examples(read(path, shown_as=path.name) for path in sorted(folder.rglob("*.yml")))


def article_ids() -> frozenset[str]:
    """The shipped articles; a file is named as its article."""
    return frozenset(path.stem for path in (ROOT / "data" / "articles").rglob("*.md"))


def rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def write(name: str, found: Iterable[Mapping[str, Any]]) -> None:
    (ROWS / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in found), "utf-8")


def files(*options: str) -> list[str]:
    """--option FILE for each; a file is named as its option."""
    return [word for one in options for word in (f"--{one}", str(ROWS / f"{one}.jsonl"))]


def run(title: str, *command: str) -> int:
    print(f"\n{title}", flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
