"""The intent model as a Rasa component: trained with the rest, stored as arrays and JSON, nothing pickled."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import near_lines
from bot.featurizer import CLAUSES
from bot.intent_files import restored, store
from bot.intent_names import named
from bot.intents import STRANGER, Intents, learn
from bot.parameters import Parameters, parameters
from bot.settings import settings
from language.encoder import Encoder
from language.model_folder import fingerprint, read_manifest
from language.tokens import Tokens

NOT_UNDERSTOOD = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
"""What authors call lines of other worlds: never learnt as an intent, but as what is none."""
_RANKED = 10
_SOURCES = (
    "adam.py", "adapter.py", "adapter_training.py", "calibration.py", "closeness.py", "ensemble.py",
    "intent_files.py", "intent_names.py", "intents.py", "letters.py", "near_lines.py", "parameters.py",
    "schedule.py", "softmax.py",
)


class OtherEncoder(RuntimeError):
    """The model was trained on vectors of another encoder than the one that is installed."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentModel(IntentClassifier, GraphComponent):
    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["numpy", "scipy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return dataclasses.asdict(Parameters())

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa sees this class only; a change to how it learns must spoil its cache too."""
        folder = Path(__file__).parent
        return hashlib.sha256(b"".join((folder / name).read_bytes() for name in _SOURCES)).hexdigest()

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentModel:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **_: Any,
    ) -> IntentModel:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.model, trained_on = restored(folder)
        installed = fingerprint(read_manifest(settings().model))
        if trained_on != installed:
            raise OtherEncoder("the intent model was trained with another encoder: train again")
        return component

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self.model: Intents | None = None

    def train(self, training_data: TrainingData) -> Resource:
        lines = [line for line in training_data.intent_examples if line.get(TEXT) and line.get(INTENT)]
        texts, labels = [line.get(TEXT) for line in lines], [_label(line.get(INTENT)) for line in lines]
        names, own = named(labels)
        tokens = [*map(_tokens, lines), *Encoder.load(settings().model).tokens(names).each()]
        known = Tokens.of(tokens, tokens[0].shape[1] if tokens else 0)
        self.model = learn(texts + names, known, labels + own, parameters(self._config))
        with self._storage.write_to(self._resource) as folder:
            store(self.model, folder, encoder=fingerprint(read_manifest(settings().model)))
            ours = [row for row, label in enumerate(labels) if label != STRANGER]
            sentences = np.stack([_sentence(lines[row]) for row in ours])
            near_lines.store([texts[row] for row in ours], [labels[row] for row in ours], sentences, folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT) and message.features and self.model is not None:
                for name, value in read(self.model, message.get(TEXT), _tokens(message)).items():
                    message.set(name, value, add_to_output=True)
                parts = (part(self.model, *each) for each in message.get(CLAUSES) or ())
                message.set(CLAUSES, [found for found in parts if found], add_to_output=True)
        return messages


def _label(intent: str) -> str:
    return STRANGER if intent == OUT_OF_SCOPE else intent


def read(model: Intents, text: str, token_vectors: np.ndarray) -> dict[str, Any]:
    """Rasa's ``intent``, ``intent_ranking`` and our ``oos``. What belongs to no intent is out_of_scope when
    it is like the lines of other worlds, else nlu_fallback; the ranking says what it would have been."""
    readings = model.read([text], Tokens.of([token_vectors], token_vectors.shape[1]))
    sure, strange = np.exp(readings.logs[0]), float(model.out_of_scope(readings.at_home)[0])
    best = np.argsort(-sure)[:_RANKED]
    ranking = [{"name": model.names[row], "confidence": float(sure[row])} for row in best]
    nothing = OUT_OF_SCOPE if float(readings.astray[0]) > 0 else NOT_UNDERSTOOD
    intent = {"name": nothing, "confidence": strange} if strange > 0.5 else ranking[0]
    return {
        "intent": dict(intent), "intent_ranking": ranking,
        "oos": {"probability": strange, "at_home": float(readings.at_home[0]), "threshold": model.threshold},
    }


def part(model: Intents, text: str, token_vectors: np.ndarray) -> dict[str, Any]:
    """What a part of a message means by itself; empty when it is nothing the bot knows."""
    meant = read(model, text, token_vectors)["intent"]
    return {} if meant["name"] in (NOT_UNDERSTOOD, OUT_OF_SCOPE) else {**meant, "text": text}


def _sentence(message: Message) -> np.ndarray:
    features: np.ndarray = message.get_dense_features(TEXT)[1].features[0]
    return features


def _tokens(message: Message) -> np.ndarray:
    features: np.ndarray = message.get_dense_features(TEXT)[0].features
    return features
