"""The intent model on vectors one can see through."""

from __future__ import annotations

import numpy as np
import pytest

from bot import softmax
from bot.closeness import at_home, nearest
from bot.evaluate import auroc, macro_f1, mcc
from bot.intent_files import restored, store
from bot.intent_model import read
from bot.intents import learn
from bot.letters import Letters, pieces
from bot.parameters import Parameters
from language.tokens import Tokens

WORDS = {
    "vpn": "vpn tunnel network home", "printer": "printer paper toner jam", "mail": "mail inbox outlook send",
}


def lines(per_intent=12, seed=3):
    """Lines of three intents around three corners, and strangers in a fourth."""
    chance = np.random.default_rng(seed)
    texts, labels, vectors = [], [], []
    for corner, (label, words) in enumerate(WORDS.items()):
        for _ in range(per_intent):
            texts.append(" ".join(chance.choice(words.split(), 3)))
            labels.append(label)
            vectors.append(np.eye(4)[corner] + chance.normal(0, 0.15, 4))
    rows = np.array(vectors, dtype=np.float32)
    return texts, one_token_each(rows / np.linalg.norm(rows, axis=1, keepdims=True)), labels


def one_token_each(rows):
    return Tokens(np.asarray(rows, dtype=np.float32), np.ones(len(rows), dtype=np.int64))


@pytest.fixture(scope="module")
def model():
    return learn(*lines(), Parameters())


def test_each_corner_is_its_intent(model):
    readings = model.read(["vpn home", "paper jam", "outlook"], one_token_each(np.eye(4)[:3]))
    assert [model.names[row] for row in readings.logs.argmax(axis=1)] == ["vpn", "printer", "mail"]
    assert np.exp(readings.logs).sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-4)


def test_a_stranger_is_out_of_scope_and_a_line_is_not(model):
    said = read(model, "bake a cake", np.eye(4, dtype=np.float32)[3:4])
    assert said["intent"]["name"] == "nlu_fallback"
    assert said["oos"]["probability"] > 0.5
    assert {row["name"] for row in said["intent_ranking"]} == set(WORDS)
    known = read(model, "vpn tunnel", np.eye(4, dtype=np.float32)[:1])
    assert known["intent"]["name"] == "vpn"
    assert known["intent"] == known["intent_ranking"][0]


def test_words_break_a_tie_of_vectors(model):
    between = one_token_each([[0.7, 0.7, 0, 0]])
    for text, intent in (("vpn tunnel", "vpn"), ("paper toner", "printer")):
        assert model.names[model.read([text], between).logs[0].argmax()] == intent


def test_a_line_that_was_learnt_is_what_its_author_said_wherever_it_lies():
    texts, tokens, labels = lines()
    odd = np.array([[0.2, 0.8, 0, 0.3]], dtype=np.float32)  # near the printer, with its words ...
    odd /= np.linalg.norm(odd)
    together = one_token_each(np.concatenate([tokens.values, odd]))
    model = learn([*texts, "paper jam lol"], together, [*labels, "vpn"], Parameters())
    said = read(model, "paper jam lol", odd)["intent"]
    assert said["name"] == "vpn"  # ... which an author gave to another intent
    assert said["confidence"] > 0.95


def scattered(per_intent, seed):
    """Lines of three intents, of which none is nearly another: in 24 directions, noise in all of them."""
    chance = np.random.default_rng(seed)
    classes = np.repeat(np.arange(3), per_intent)
    rows = np.eye(24)[classes] + chance.normal(0, 0.2, (len(classes), 24))
    return [""] * len(classes), one_token_each(rows), [list(WORDS)[each] for each in classes]


def test_the_threshold_refuses_about_the_share_it_was_told():
    texts, vectors, labels = scattered(100, seed=3)
    strict, mild = (learn(texts, vectors, labels, Parameters(refused_blind=share)) for share in (0.2, 0.02))
    fresh_texts, fresh, _ = scattered(300, seed=9)
    refused = [(each.read(fresh_texts, fresh).at_home < each.threshold).mean() for each in (strict, mild)]
    assert refused[0] == pytest.approx(0.2, abs=0.06)
    assert refused[1] == pytest.approx(0.02, abs=0.02)


def test_what_is_nearer_to_a_stranger_than_to_any_line_is_further_from_home():
    corners = np.array([[0.8]], dtype=np.float32)
    near, strange = np.array([[0.70]], dtype=np.float32), (np.array([0.72]), np.array([0.76]))
    beside, beyond = (at_home(corners, near, each, Parameters())[0] for each in strange)
    assert beside - beyond > 5  # a little nearer is chance


def test_lines_labelled_oos_are_never_an_intent_and_set_the_threshold_among_them():
    texts, tokens, labels = lines(per_intent=40)
    near = tokens.values[:40] * 0.6 + np.eye(4, dtype=np.float32)[3] * 0.8
    both = one_token_each(np.concatenate([tokens.values, near]))
    alone = learn(texts, tokens, labels, Parameters(refused_blind=0.5))
    with_them = learn([*texts, *["cake"] * 40], both, [*labels, *["oos"] * 40], Parameters(refused_blind=0.5))
    assert with_them.names == alone.names
    assert with_them.threshold < alone.threshold  # half of the lines is too many to refuse


def test_what_is_near_a_line_known_to_belong_nowhere_is_less_at_home():
    texts, tokens, labels = lines(per_intent=20)
    between = one_token_each([[0.7, 0, 0, 0.7]])
    both = one_token_each(np.concatenate([tokens.values, between.values]))
    alone = learn(texts, tokens, labels, Parameters())
    warned = learn([*texts, "cake"], both, [*labels, "oos"], Parameters())
    home = one_token_each(np.eye(4)[1:2])

    def loss(place):
        return (alone.read(["cake"], place).at_home - warned.read(["cake"], place).at_home)[0]

    assert loss(between) > 5
    assert loss(between) > loss(home) + 2


def test_one_intent_alone_cannot_be_learnt():
    texts, tokens, labels = lines()
    with pytest.raises(ValueError, match="at least two intents"):
        learn(texts[:5], tokens.take(range(5)), labels[:5], Parameters())


def test_two_lines_per_intent_are_enough_to_train():
    texts, tokens, labels = lines(per_intent=2)
    assert learn(texts, tokens, labels, Parameters()).names == ("mail", "printer", "vpn")


def test_a_stored_model_reads_the_same(model, tmp_path):
    store(model, tmp_path, encoder="fingerprint")
    again, encoder = restored(tmp_path)
    texts, vectors, _ = lines(seed=8)
    ours, theirs = model.read(texts, vectors), again.read(texts, vectors)
    assert encoder == "fingerprint"
    assert np.abs(ours.logs - theirs.logs).max() < 0.02
    assert (ours.logs.argmax(axis=1) == theirs.logs.argmax(axis=1)).all()
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}


def test_the_nearest_line_of_each_class_is_found():
    cosines = np.array([[0.1, 0.5, 0.2, 0.9]], dtype=np.float32)
    assert nearest(cosines, np.array([0, 0, 2, 2]), 3).tolist() == [pytest.approx([0.5, -1.0, 0.9])]


def test_fewer_lines_than_neighbours_are_looked_at_all():
    both = Parameters(sharpness=10, neighbours=5, neighbours_weight=1)
    score = at_home(np.array([[0.5, -0.2]]), np.array([[0.2, 0.4]]), np.zeros(1), both)
    assert score.tolist() == [pytest.approx(5.3)]


def test_softmax_agrees_with_scikit_learn():
    linear = pytest.importorskip("sklearn.linear_model")
    _, tokens, labels = lines(per_intent=30)
    vectors = tokens.values
    classes = np.unique(labels, return_inverse=True)[1]
    ours = softmax.fit(vectors, classes, 3, c=10.0, passes=1000).log_probabilities(vectors)
    theirs = linear.LogisticRegression(C=10.0, max_iter=500, tol=1e-8).fit(vectors, classes)
    assert np.abs(np.exp(ours) - theirs.predict_proba(vectors)).max() < 0.01


def test_pieces_are_words_pairs_and_letters():
    assert list(pieces("VPN is")) == [
        "wvpn", "c v", "cvp", "cpn", "cn ", "c vp", "cvpn", "cpn ", "c vpn", "cvpn ",
        "wis", "c i", "cis", "cs ", "c is", "cis ", "c is ", "pvpn is",
    ]


def test_unseen_words_weigh_nothing():
    letters = Letters.learn(["vpn", "printer"])
    assert letters.rows(["qqq", ""]).nnz == 0


def test_measures_are_the_textbooks():
    labels, said = np.array(["a", "a", "b", "oos"]), np.array(["a", "b", "b", "oos"])
    assert macro_f1(labels, said) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert mcc(labels, said) == pytest.approx(0.7, abs=0.01)
    assert auroc(np.array([0.9, 0.8, 0.1, 0.8]), np.array([True, True, False, False])) == 0.875
    assert auroc(np.array([0.9]), np.array([True])) is None
