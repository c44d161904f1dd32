"""Vectors: what they are, and that both Pythons agree on them."""

import json
import math
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from language.encoder import Encoder, session_options, unit
from language.model_folder import WEIGHTS, BadModelFolder, Manifest, fingerprint
from language.tokens import Tokens
from language.vector_cache import VectorCache

ROOT = Path(__file__).parents[2]
MODEL = Path(os.environ.get("FIRSTLINE_MODEL") or ROOT / "var" / "model").resolve()
TEXTS = [
    "my vpn keeps dropping", "hi", "outlook isn't working " * 40, "Grüße 🎉", "",
    "How do I share my calendar?",
]
PYTHONS = [ROOT / ".venv-bot/bin/python", ROOT / ".venv/bin/python"]
BY_SENTENCE_TRANSFORMERS = Path(__file__).with_name("by_sentence_transformers.json")
ENCODE = """
import json, sys
from pathlib import Path
from language.encoder import Encoder
print(json.dumps(Encoder.load(Path(sys.argv[1])).encode(json.loads(sys.argv[2])).tolist()))
"""

needs_model = pytest.mark.skipif(
    not (MODEL / "manifest.json").exists(), reason="set-up has not exported the model"
)


@pytest.fixture(scope="module")
def encoder():
    return Encoder.load(MODEL)


def vectors_of(python):
    done = subprocess.run(
        [python, "-c", ENCODE, str(MODEL), json.dumps(TEXTS)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )
    return np.array(json.loads(done.stdout))


@needs_model
def test_both_pythons_compute_the_same_vectors():
    if not all(python.exists() for python in PYTHONS):
        pytest.skip("one of the two environments is missing")
    ours, theirs = map(vectors_of, PYTHONS)
    assert ((ours * theirs).sum(axis=1) >= 0.9999).all()


@needs_model
def test_a_vector_has_length_one(encoder):
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


@needs_model
def test_a_text_has_the_same_vector_alone_and_in_company(encoder):
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5


@needs_model
def test_like_meanings_are_near_and_unlike_ones_far(encoder):
    texts = ["my vpn keeps dropping", "the vpn disconnects", "what is for lunch?"]
    vpn, tunnel, lunch = encoder.encode(texts)
    assert vpn @ tunnel > 0.7 > 0.3 > vpn @ lunch


@needs_model
def test_the_mean_of_the_tokens_is_the_vector(encoder):
    tokens = encoder.tokens(TEXTS)
    assert len(tokens) == len(TEXTS)
    assert np.abs(unit(tokens.means()) - encoder.encode(TEXTS)).max() < 1e-5


@needs_model
def test_eight_bits_leave_a_vector_where_sentence_transformers_has_it(encoder):
    known = json.loads(BY_SENTENCE_TRANSFORMERS.read_text("utf-8"))
    cosines = (encoder.encode(list(known)) * np.array(list(known.values()))).sum(axis=1)
    assert (cosines >= 0.99).all()


@needs_model
def test_a_megabyte_of_text_is_one_ordinary_vector(encoder):
    (vector,) = encoder.encode(["printer jam " * 90_000])
    assert math.isclose(float(np.linalg.norm(vector)), 1.0, abs_tol=1e-5)


@needs_model
def test_progress_counts_every_text_once(encoder):
    seen = []
    encoder.encode(TEXTS * 30, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(TEXTS) * 30, len(TEXTS) * 30)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


@needs_model
@pytest.mark.parametrize("name", ["model.onnx", "model.onnx.data", "tokenizer.json"])
def test_a_changed_model_file_is_refused_by_name(tmp_path, name):
    folder = shutil.copytree(MODEL, tmp_path / "model")
    (folder / name).write_text("{}")
    with pytest.raises(BadModelFolder, match=f"{re.escape(name)} is not the file"):
        Encoder.load(folder)


@needs_model
def test_the_weights_are_mapped_so_that_processes_share_them(encoder):
    assert encoder.encode(["hello"]).shape == (1, 384)
    memory = Path("/proc/self/maps")
    if not memory.exists():
        pytest.skip("this system does not say which files a process maps")
    assert f"{MODEL / WEIGHTS}" in memory.read_text()


@needs_model
def test_a_long_batch_leaves_no_arena_behind():
    assert session_options().enable_cpu_mem_arena is False


def test_other_weights_are_another_fingerprint():
    here = Manifest("m", 384, sha256="a", tokenizer="b", weights="c")
    inside = replace(here, weights="")
    assert len({fingerprint(each) for each in (here, inside, replace(here, weights="d"))}) == 3
    assert inside.files() == {"model.onnx": "a", "tokenizer.json": "b"}


def test_a_missing_model_says_what_to_run(tmp_path):
    with pytest.raises(BadModelFolder, match=r"language\.export"):
        Encoder.load(tmp_path)


class Counting:
    dimensions, fingerprint = 2, "a"

    def __init__(self):
        self.asked = []

    def encode(self, texts, *, progress=None):
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(-1, 2)

    def tokens(self, texts, *, progress=None):
        self.asked += texts
        return Tokens.of([np.full((len(text), 2), 0.5, dtype=np.float32) for text in texts], 2)


def test_a_text_is_encoded_once_whatever_asks_again(tmp_path):
    counting = Counting()
    VectorCache(tmp_path / "v.db", counting).encode(["a", "bb", "a"])
    again = VectorCache(tmp_path / "v.db", counting).encode(["bb", "ccc"])
    assert counting.asked == ["a", "bb", "ccc"]
    assert again.tolist() == [[2.0, 1.0], [3.0, 1.0]]


def test_token_vectors_are_kept_as_well_each_text_with_its_own_length(tmp_path):
    counting = Counting()
    VectorCache(tmp_path / "v.db", counting).tokens(["a", "bb", "a"])
    again = VectorCache(tmp_path / "v.db", counting).tokens(["bb", "ccc", "a"])
    assert counting.asked == ["a", "bb", "ccc"]
    assert again.lengths.tolist() == [2, 3, 1]
    assert again.values.tolist() == [[0.5, 0.5]] * 6


def test_another_model_shares_no_vectors(tmp_path):
    first, second = Counting(), Counting()
    second.fingerprint = "b"
    VectorCache(tmp_path / "v.db", first).encode(["a"])
    VectorCache(tmp_path / "v.db", second).encode(["a"])
    assert second.asked == ["a"]


def test_the_cache_holds_no_words(tmp_path):
    VectorCache(tmp_path / "v.db", Counting()).encode(["unmistakable"])
    assert b"unmistakable" not in (tmp_path / "v.db").read_bytes()
