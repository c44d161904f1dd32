"""Sentence vectors as a Rasa featurizer, so that Rasa's cache and any later component can use them."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.clauses import clauses
from bot.progress import encoding
from bot.settings import settings
from language.encoder import Encoder
from language.model_folder import fingerprint, read_manifest
from language.vector_cache import VectorCache

CLAUSES = "clauses"
"""Where a message keeps its parts and their vectors for the intent model."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    @staticmethod
    def required_packages() -> list[str]:
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"threads": 1, "training_threads": 2}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Rasa asks for it; there is nothing to check."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa sees this file only; another model must spoil its cache too."""
        return fingerprint(read_manifest(settings().model))

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = {**self.get_default_config(), **config}
        self._encoder: Encoder | None = None

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Vectors for all lines; those seen in an earlier training come from a file in var/."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        encoder = Encoder.load(settings().model, threads=self._config["training_threads"])
        cache = VectorCache(settings().var / "cache" / "vectors.db", encoder)
        vectors = cache.encode([example.get(TEXT) for example in examples], progress=encoding)
        for example, vector in zip(examples, vectors, strict=True):
            self._add(example, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                parts = clauses(message.get(TEXT))
                whole, *others = self._loaded().encode([message.get(TEXT), *parts])
                self._add(message, whole)
                message.set(CLAUSES, list(zip(parts, others, strict=True)))
        return messages

    def _loaded(self) -> Encoder:
        if self._encoder is None:
            self._encoder = Encoder.load(settings().model, threads=self._config["threads"])
        return self._encoder

    def _add(self, message: Message, vector: np.ndarray) -> None:
        message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, type(self).__name__))
