"""Text to vectors: the one place that does it, for intents and for search alike.

ONNX Runtime and the tokenizers library only; no torch. The same folder gives the same vectors on both
Pythons (cosine >= 0.9999, tested).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from language.model_folder import MODEL, TOKENIZER, BadModelFolder, fingerprint, verify
from language.tokens import Tokens

Progress = Callable[[int, int], None]

MAX_TOKENS = 256  # what the model was trained on; the rest of a longer text says little more
MAX_CHARACTERS = 16_384  # tokenizing a megabyte to keep 256 tokens of it would hold up everyone else
PROGRESS_EVERY = 64
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Encoder:
    """A sentence encoder, loaded. Safe to share between threads: neither session nor tokenizer is changed."""

    def __init__(
        self, session: Any, tokenizer: Any, *, dimensions: int, fingerprint: str, threads: int = 1
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._threads = threads
        self.dimensions = dimensions
        self.fingerprint = fingerprint

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> Encoder:
        """The encoder in ``folder``, its files checked against the manifest. Raises BadModelFolder.

        ``threads``: how many texts are worked on at once.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        folder = Path(folder)
        manifest = verify(folder)
        try:
            session = onnxruntime.InferenceSession(
                str(folder / MODEL), session_options(), providers=["CPUExecutionProvider"],
            )
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # the gate: both libraries raise types of their own, or bare Exception
            raise BadModelFolder(f"{folder} cannot be loaded: {type(error).__name__}: {error}") from error
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        return cls(
            session, tokenizer, dimensions=manifest.dimensions,
            fingerprint=fingerprint(manifest), threads=threads,
        )

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> np.ndarray:
        """One L2-normalised float32 row per text, in the order given.

        ``progress(done, total)`` is called now and then, and at the end.
        """
        means = [vectors.mean(axis=0) for vectors in self._each(texts, progress)]
        return unit(np.array(means, dtype=np.float32).reshape(len(means), self.dimensions))

    def tokens(self, texts: Sequence[str], *, progress: Progress | None = None) -> Tokens:
        """One vector a token, before they are summed up: ``unit`` of its means is what ``encode`` returns."""
        return Tokens.of(self._each(texts, progress), self.dimensions)

    def knows(self, word: str) -> bool:
        """Whether the model has a token for the whole word; it has none for most slips of the finger."""
        return self._tokenizer.token_to_id(word.lower()) is not None

    def _each(self, texts: Sequence[str], progress: Progress | None) -> Iterator[np.ndarray]:
        """Text by text its token vectors."""
        tokens = self._tokenizer.encode_batch([text[:MAX_CHARACTERS] for text in texts])
        for done, vectors in enumerate(self._run_all(tokens), start=1):
            yield vectors
            if progress and (done % PROGRESS_EVERY == 0 or done == len(texts)):
                progress(done, len(texts))

    def _run_all(self, tokens: Sequence[Any]) -> Iterator[np.ndarray]:
        if self._threads == 1 or len(tokens) < 2:
            yield from map(self._run, tokens)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            yield from pool.map(self._run, tokens)

    def _run(self, text: Any) -> np.ndarray:
        """One text by itself: 8-bit steps are measured over all that is in a call, and padding counts.

        On a CPU company saves nothing.
        """
        rows = (text.ids, text.attention_mask, text.type_ids)
        inputs = {name: np.array([row], dtype=np.int64) for name, row in zip(_INPUTS, rows, strict=True)}
        (token_vectors,) = self._session.run(None, inputs)
        vectors: np.ndarray = token_vectors[0]
        return vectors


def session_options() -> Any:
    """Options for a small machine that does other things too."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one text, one core
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # cores are shared
    options.enable_cpu_mem_arena = False  # an arena keeps for good what the longest batch once took
    options.log_severity_level = 3
    return options


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows of length one, so that a dot product is a cosine."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: np.ndarray = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
    return scaled
