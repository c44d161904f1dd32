"""`python -m benchmarks.encoding`: passages a second beside sentence-transformers, one query, a start.

Both sides encode the passages of our own articles on the same cores, in turn. torch lives in .venv-export,
which set-up takes away when the model is exported; where it is not, that side is said to be missing. A start
is a new process that loads the model and an index of our articles and answers one question. Where others use
the cores, processor time (``cpu``) says more than the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.held_out import ROOT
from kb_index import library
from kb_index.build import build
from kb_index.entry import contents
from language.encoder import Encoder
from language.vector_cache import VectorCache

MODEL, TORCH = ROOT / "var" / "model", ROOT / ".venv-export" / "bin" / "python"
QUESTION = "my vpn keeps dropping when I work from home"
WANTED = {"times_torch": 2.0, "query_ms_p50": 4.0, "start_s_p50": 1.5}
# The default of the library: torch, batches of 32, as many threads as there are cores.
THEIRS = """
import json, sys, time
from sentence_transformers import SentenceTransformer
from language.export import packaged_model
texts = json.load(sys.stdin)
model = SentenceTransformer(str(packaged_model()), device="cpu")
model.encode(texts[:32], show_progress_bar=False)
began = time.perf_counter()
model.encode(texts, show_progress_bar=False, normalize_embeddings=True)
print(len(texts) / (time.perf_counter() - began))
"""
STARTED = """
import sys
from kb_index.cli import app
try:
    app(sys.argv[1:], prog_name="kb_index")
finally:
    assert "torch" not in sys.modules
"""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.encoding", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="of each side, in turn (3)")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args(arguments)
    found = measured(options.rounds)
    for name, value in found.items():
        shown = "not measured: .venv-export with torch is missing" if value is None else value
        print(f"{name:22s} {shown}" + (f"  (wanted: {WANTED[name]})" if name in WANTED else ""))
    if options.json:
        print(json.dumps(found))


def measured(rounds: int) -> dict[str, Any]:
    texts = passages()
    cores = len(os.sched_getaffinity(0))
    encoder = Encoder.load(MODEL, threads=cores)
    pairs = [(ours(encoder, texts), theirs(texts)) for _ in range(rounds)]
    ratios = [mine / other for mine, other in pairs if other]
    return {
        "passages": len(texts), "cores": cores,
        "passages_s": round(statistics.median(mine for mine, _ in pairs), 1),
        "torch_passages_s": round(statistics.median(other for _, other in pairs), 1) if ratios else None,
        "times_torch": round(statistics.median(ratios), 2) if ratios else None,
        **query(Encoder.load(MODEL)), **start(rounds), "load": round(os.getloadavg()[0], 2),
    }  # fmt: skip


def passages() -> list[str]:
    held = contents(library.load(ROOT / "data" / "articles").articles)
    return [piece.words(held.entries[piece.article].title) for piece in held.pieces]


def ours(encoder: Encoder, texts: list[str]) -> float:
    encoder.encode(texts[:32])
    began = time.perf_counter()
    encoder.encode(texts)
    return len(texts) / (time.perf_counter() - began)


def theirs(texts: list[str]) -> float:
    """0 where torch is not."""
    if not TORCH.exists():
        return 0.0
    command = [str(TORCH), "-c", THEIRS]
    asked = json.dumps(texts)
    done = subprocess.run(command, input=asked, capture_output=True, text=True, cwd=ROOT, check=True)
    return float(done.stdout.split()[-1])


def query(encoder: Encoder) -> dict[str, float]:
    """Milliseconds for one question, on one core."""
    took = []
    for number in range(120):
        began, used = time.perf_counter(), time.process_time()
        encoder.encode([f"{QUESTION} {number}"])
        took.append((time.perf_counter() - began, time.process_time() - used))
    clock, cpu = (round(statistics.median(t) * 1000, 2) for t in zip(*took[20:], strict=True))
    return {"query_ms_p50": clock, "query_cpu_ms_p50": cpu}


def start(rounds: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="encoding-") as folder:
        cache = VectorCache(ROOT / "var" / "cache" / "vectors.db", Encoder.load(MODEL))
        build(ROOT / "data" / "articles", Path(folder), cache)
        command = [sys.executable, "-c", STARTED, "ask", QUESTION, "--index", folder, "--json"]
        took = [started(command) for _ in range(max(rounds, 3))]
    clock, cpu = (round(statistics.median(t), 2) for t in zip(*took, strict=True))
    return {"start_s_p50": clock, "start_cpu_s_p50": cpu}


def started(command: list[str]) -> tuple[float, float]:
    began, used = time.perf_counter(), children()
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert json.loads(done.stdout.splitlines()[-1])["covered"], done.stdout
    return time.perf_counter() - began, children() - used


def children() -> float:
    used = os.times()
    return used.children_user + used.children_system


if __name__ == "__main__":
    main()
