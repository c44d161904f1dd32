"""The intent model in a folder: arrays and JSON, nothing pickled."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np

from bot.adapter import Adapter
from bot.ensemble import Ensemble
from bot.intents import Intents
from bot.letters import Letters
from bot.parameters import parameters
from bot.softmax import Softmax

_ADAPTER = tuple(field.name for field in dataclasses.fields(Adapter))


def store(model: Intents, folder: Path, *, encoder: str) -> None:
    np.savez(
        folder / "arrays.npz",
        **_kept(model.ensemble), vocabulary=model.letters.vocabulary,
        rarity=model.letters.rarity, sparse=model.sparse.weights.astype(np.float16),
        sparse_bias=model.sparse.bias, bank=model.bank.astype(np.float16), bank_classes=model.bank_classes,
        strangers=model.strangers.astype(np.float16),
    )
    meta = {
        "names": model.names, "threshold": model.threshold, "encoder": encoder,
        "parameters": dataclasses.asdict(model.parameters),
    }
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def restored(folder: Path) -> tuple[Intents, str]:
    """The model in ``folder`` and the fingerprint of the encoder it was trained with."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    with np.load(folder / "arrays.npz", allow_pickle=False) as kept:
        arrays = {name: kept[name] for name in kept.files}
    model = Intents(
        tuple(meta["names"]),
        _ensemble(arrays),
        Letters(arrays["vocabulary"], arrays["rarity"]),
        Softmax(arrays["sparse"].astype(np.float32), arrays["sparse_bias"]),
        arrays["bank"].astype(np.float32), arrays["bank_classes"],
        arrays["strangers"].astype(np.float32), meta["threshold"],
        parameters(meta["parameters"]),
    )
    return model, meta["encoder"]


def _kept(ensemble: Ensemble) -> dict[str, np.ndarray]:
    """The members' arrays stacked, a member a row."""
    members = {name: np.stack([getattr(each, name) for each in ensemble.members]) for name in _ADAPTER}
    return {**members, "directions": ensemble.directions, "told_corners": ensemble.corners}


def _ensemble(arrays: dict[str, np.ndarray]) -> Ensemble:
    members = zip(*(arrays[name] for name in _ADAPTER), strict=True)
    found = tuple(Adapter(*member) for member in members)
    return Ensemble(found, arrays["directions"], arrays["told_corners"])
