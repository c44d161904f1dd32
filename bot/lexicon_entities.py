"""Products, devices, places, codes in a message: a blank English spaCy pipeline with rules from data/lexicon.

The rules are part of the model, so a serving bot reads nothing of data/.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from language import patterns
from language.lexicon import Lexicon
from language.patterns import Match, Pattern, Patterns, settled

_RULES = "rules.json"
_LONGEST = 5_000  # characters looked at: spaCy is linear, but a megabyte would hold up everyone else
_BETWEEN = {"LOWER": {"IN": ["a", "an", "the", "my", "our", "your", "this", "that", "-"]}, "OP": "?"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LexiconEntities(EntityExtractorMixin, GraphComponent):
    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"lexicon": "data/lexicon"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa sees this class only; the lexicon's files and the way to rules must spoil its cache too."""
        digest = hashlib.sha256((inspect.getsource(rules) + inspect.getsource(patterns)).encode())
        folder = config.get("lexicon", cls.get_default_config()["lexicon"])  # a cached node comes without it
        for path in sorted(Path(folder).glob("*.yml")):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> LexiconEntities:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **_: Any,
    ) -> LexiconEntities:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.learn(json.loads((folder / _RULES).read_text(encoding="utf-8")))
        return component

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage = model_storage
        self._resource = resource
        self._pipeline: Any = None
        self._patterns = Patterns(())

    def train(self, training_data: TrainingData) -> Resource:
        """Raises authored.Invalid, with file and line, for a lexicon that cannot be used."""
        lexicon = Lexicon.load(Path(self._config["lexicon"]))
        found = {"phrases": rules(lexicon), "patterns": [asdict(each) for each in lexicon.patterns]}
        with self._storage.write_to(self._resource) as folder:
            (folder / _RULES).write_text(json.dumps(found), encoding="utf-8")
        return self._resource

    def learn(self, found: dict[str, list[dict[str, Any]]]) -> None:
        import spacy

        self._pipeline = spacy.blank("en")
        self._pipeline.add_pipe("entity_ruler").add_patterns(found["phrases"])
        self._patterns = Patterns(Pattern(**each) for each in found["patterns"])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                entities = self.add_extractor_name(list(self.entities(message.get(TEXT))))
                message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def entities(self, text: str) -> Iterable[dict[str, Any]]:
        text = text[:_LONGEST]
        spans = self._pipeline(text).ents
        named = [Match(span.label_, span.ent_id_, span.start_char, span.end_char) for span in spans]
        for each in settled([*named, *self._patterns.find(text)]):
            yield {"entity": each.kind, "value": each.value, "start": each.start, "end": each.end}


def rules(lexicon: Lexicon) -> list[dict[str, Any]]:
    """EntityRuler patterns: the words of each phrase in any case; articles may stand between them."""
    import spacy

    tokens = spacy.blank("en").tokenizer
    found = []
    for phrase in lexicon.phrases:
        pattern: list[dict[str, Any]] = []
        for token in tokens(phrase.text):
            if token.lower_ in phrase.words or any(c.isalnum() for c in token.text):
                pattern += [*([_BETWEEN] if pattern else []), {"LOWER": token.lower_}]
        if pattern:
            found.append({"label": phrase.kind, "id": phrase.value, "pattern": pattern})
    return found
