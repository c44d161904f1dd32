"""Text to vectors: the one place that does it, for intents and for search alike.

ONNX Runtime and the tokenizers library only; no torch. The same folder gives the same vectors on both
Pythons (cosine >= 0.9999, tested).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from language.model_folder import MODEL, TOKENIZER, BadModelFolder, fingerprint, verify
from language.tokens import Tokens

Progress = Callable[[int, int], None]

MAX_TOKENS = 256  # what the model was trained on; the rest of a longer text says little more
MAX_CHARACTERS = 16_384  # tokenizing a megabyte to keep 256 tokens of it would hold up everyone else
BATCH_TOKENS = 4_096  # padded tokens in one call: bounds memory, and small batches cost nothing on a CPU
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Encoder:
    """A sentence encoder, loaded. Safe to share between threads: neither session nor tokenizer is changed."""

    def __init__(self, session: Any, tokenizer: Any, *, dimensions: int, fingerprint: str) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self.dimensions = dimensions
        self.fingerprint = fingerprint

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> Encoder:
        """The encoder in ``folder``, its files checked against the manifest. Raises BadModelFolder."""
        import onnxruntime
        from tokenizers import Tokenizer

        folder = Path(folder)
        manifest = verify(folder)
        try:
            session = onnxruntime.InferenceSession(
                str(folder / MODEL), session_options(threads), providers=["CPUExecutionProvider"],
            )
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # the gate: both libraries raise types of their own, or bare Exception
            raise BadModelFolder(f"{folder} cannot be loaded: {type(error).__name__}: {error}") from error
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        return cls(
            session, tokenizer, dimensions=manifest.dimensions,
            fingerprint=fingerprint(manifest),
        )

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> np.ndarray:
        """One L2-normalised float32 row per text, in the order given.

        ``progress(done, total)`` is called after each batch.
        """
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for rows, token_vectors, mask in self._batches(texts, progress):
            vectors[rows] = unit(mean(token_vectors, mask))
        return vectors

    def tokens(self, texts: Sequence[str], *, progress: Progress | None = None) -> Tokens:
        """One vector a token, before they are summed up: ``unit`` of its means is what ``encode`` returns."""
        found: list[np.ndarray] = [np.zeros(0)] * len(texts)
        for rows, token_vectors, mask in self._batches(texts, progress):
            for row, values, length in zip(rows, token_vectors, mask.sum(axis=1), strict=True):
                found[row] = values[:length]
        return Tokens.of(found, self.dimensions)

    def knows(self, word: str) -> bool:
        """Whether the model has a token for the whole word; it has none for most slips of the finger."""
        return self._tokenizer.token_to_id(word.lower()) is not None

    def _batches(
        self, texts: Sequence[str], progress: Progress | None
    ) -> Iterator[tuple[list[int], np.ndarray, np.ndarray]]:
        """Rows, their token vectors padded to one length, and which of those are real (1) and padding (0)."""
        tokens = self._tokenizer.encode_batch([text[:MAX_CHARACTERS] for text in texts])
        done = 0
        for rows in batches([len(t.ids) for t in tokens]):
            yield rows, *self._run([tokens[row] for row in rows])
            done += len(rows)
            if progress:
                progress(done, len(texts))

    def _run(self, batch: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
        shape = (len(batch), max(len(t.ids) for t in batch))
        ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in _INPUTS)
        for row, text in enumerate(batch):
            ids[row, : len(text.ids)] = text.ids
            mask[row, : len(text.ids)] = text.attention_mask
        (token_vectors,) = self._session.run(None, dict(zip(_INPUTS, (ids, mask, types), strict=True)))
        return token_vectors, mask


def session_options(threads: int) -> Any:
    """Options for a small machine that does other things too."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # cores are shared
    options.enable_cpu_mem_arena = False  # an arena keeps for good what the longest batch once took
    options.log_severity_level = 3
    return options


def batches(lengths: Sequence[int], *, tokens: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """Row numbers in batches of similar length, longest first, so that little of a batch is padding."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and lengths[batch[0]] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def mean(token_vectors: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The mean over real tokens; padding counts for nothing."""
    weights = mask[:, :, None].astype(np.float32)
    means: np.ndarray = (token_vectors * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
    return means


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows of length one, so that a dot product is a cosine."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: np.ndarray = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
    return scaled
