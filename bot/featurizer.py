"""Token and sentence vectors as a Rasa featurizer, which any later component can use."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.ahead import Ahead
from bot.clauses import clauses
from bot.progress import encoding
from bot.settings import settings
from language.encoder import Encoder, unit
from language.model_folder import fingerprint, read_manifest
from language.tokens import Tokens
from language.vector_cache import VectorCache

CLAUSES = "clauses"
"""Where a message keeps its parts and their vectors for the intent model."""
MOST_FOUND = 200
"""Texts encoded ahead that nobody asked for yet."""


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
        self._ahead: Ahead | None = None
        self._found: dict[str, Tokens] = {}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Vectors for all lines; those seen in an earlier training come from a file in var/."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        encoder = Encoder.load(settings().model, threads=self._config["training_threads"])
        cache = VectorCache(settings().var / "cache" / "vectors.db", encoder)
        self._add(examples, cache.tokens([example.get(TEXT) for example in examples], progress=encoding))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                text = message.get(TEXT)
                parts = clauses(text)
                tokens = self._found.pop(text, None) or self._loaded().tokens([text, *parts])
                self._add([message], tokens.take([0]))
                message.set(CLAUSES, list(zip(parts, tokens.each()[1:], strict=True)))
        return messages

    async def look_ahead(self, text: str) -> None:
        """Encode a text that ``process`` is about to be given, without holding up the event loop."""
        if len(self._found) > MOST_FOUND:  # of turns that broke in between
            self._found.clear()
        if text := text.strip():  # as Rasa will
            self._ahead = self._ahead or Ahead(self._loaded().tokens)
            self._found[text] = await self._ahead.tokens([text, *clauses(text)])

    def _loaded(self) -> Encoder:
        if self._encoder is None:
            self._encoder = Encoder.load(settings().model, threads=self._config["threads"])
        return self._encoder

    def _add(self, messages: list[Message], tokens: Tokens) -> None:
        origin = type(self).__name__
        sentences = unit(tokens.means())
        for message, values, sentence in zip(messages, tokens.each(), sentences, strict=True):
            message.add_features(Features(values, FEATURE_TYPE_SEQUENCE, TEXT, origin))
            message.add_features(Features(sentence[None, :], FEATURE_TYPE_SENTENCE, TEXT, origin))
