"""The folder an exported encoder lives in: model.onnx, its weights, tokenizer.json and the manifest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

MODEL = "model.onnx"
WEIGHTS = "model.onnx.data"
TOKENIZER = "tokenizer.json"
MANIFEST = "manifest.json"


class BadModelFolder(RuntimeError):
    """The folder is missing, incomplete, or not what its manifest says; the text names the file."""


@dataclass(frozen=True)
class Manifest:
    """``sha256`` is of model.onnx, ``weights`` of model.onnx.data, ``tokenizer`` of tokenizer.json,
    ``source`` of the weights before export. Without ``weights`` they are inside model.onnx. ``bits``: of a
    number in the products with weights."""

    model: str
    dimensions: int
    sha256: str
    tokenizer: str
    source: str = ""
    weights: str = ""
    bits: int = 32

    def files(self) -> dict[str, str]:
        """Each file of the folder with its sha256."""
        weights = {WEIGHTS: self.weights} if self.weights else {}
        return {MODEL: self.sha256, TOKENIZER: self.tokenizer, **weights}


def file_sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of ``folder``. Raises BadModelFolder."""
    path = folder / MANIFEST
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise BadModelFolder(f"{path} is missing: run python -m language.export first") from error
    except (ValueError, TypeError) as error:
        raise BadModelFolder(f"{path} is not a manifest: {error}") from error


def verify(folder: Path) -> Manifest:
    """The manifest, after its files were found to be the ones it names. Raises BadModelFolder."""
    manifest = read_manifest(folder)
    for name, expected in manifest.files().items():
        path = folder / name
        if not path.is_file():
            raise BadModelFolder(f"{path} is missing: run python -m language.export again")
        if file_sha256(path) != expected:
            raise BadModelFolder(f"{path} is not the file its manifest names: export the encoder again")
    return manifest


def fingerprint(manifest: Manifest) -> str:
    """One sha256 for model and tokenizer together: another one means that no stored vector is comparable."""
    weights = [manifest.weights] if manifest.weights else []
    return hashlib.sha256(" ".join([manifest.sha256, manifest.tokenizer, *weights]).encode()).hexdigest()
