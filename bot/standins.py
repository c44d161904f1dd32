"""What Rasa, spaCy and their libraries import and this process never uses, and what stands there instead.

Rasa imports every channel, broker, database and neural component it can speak to. A stand-in has the names
that are imported from the real module and nothing behind them: using one says so. Figures are resident memory
of a serving process; tests/bot/test_standins.py fails when a name is gone, or when something is back.
"""

from __future__ import annotations

import sys
import types
from typing import Any, NoReturn

# None in sys.modules makes an import fail at once; each of these is imported in a `try`.
ABSENT = (
    "tensorflow", "keras", "jax",  # thinc takes them in when it finds them: 300 MB
    "h5py",  # thinc again, for tensors on disk: 10 MB
    "cryptography",  # PyJWT, for Rasa's HTTP API, which is not served: 8 MB
    "portalocker.redis",  # locks in a Redis nobody has: 6 MB
)

_TENSORFLOW = {  # 740 MB and 3.6 s with it, 399 MB and 1.4 s without
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
    "rasa.engine.recipes.default_components": ("DEFAULT_COMPONENTS",),
    "rasa.utils.plotting": (),  # matplotlib, for charts that `rasa test` draws
}
_TENSORS = {  # scikit-learn and scipy.stats, to split tensors for the networks above: 38 MB
    "rasa.utils.tensorflow.model_data": (
        "RasaModelData", "Data", "FeatureArray", "FeatureSignature", "ragged_array_to_ndarray"
    ),
}
_CHANNELS = {  # seven vendors' clients and a terminal: 40 MB. Only the desk talks to this process
    "rasa.core.channels.botframework": ("BotFrameworkInput",),
    "rasa.core.channels.callback": ("CallbackInput",),
    "rasa.core.channels.console": ("CmdlineInput",),
    "rasa.core.channels.facebook": ("FacebookInput",),
    "rasa.core.channels.hangouts": ("HangoutsInput",),
    "rasa.core.channels.mattermost": ("MattermostInput",),
    "rasa.core.channels.rasa_chat": ("RasaChatInput",),
    "rasa.core.channels.rest": ("RestInput",),
    "rasa.core.channels.rocketchat": ("RocketChatInput",),
    "rasa.core.channels.slack": ("SlackInput",),
    "rasa.core.channels.socketio": ("SocketIOInput",),
    "rasa.core.channels.telegram": ("TelegramInput",),
    "rasa.core.channels.twilio": ("TwilioInput",),
    "rasa.core.channels.twilio_voice": ("TwilioVoiceInput",),
    "rasa.core.channels.webexteams": ("WebexTeamsInput",),
}
_CLIENTS = {  # of brokers, cloud databases and a scheduler: 25 MB. The tracker is SQL, the desk is the clock
    "aio_pika": (),
    "aio_pika.exceptions": ("AMQPConnectionError", "CONNECTION_EXCEPTIONS"),
    "aiormq": (),
    "aiormq.exceptions": ("ChannelNotFoundEntity",),
    "boto3": (),
    "boto3.dynamodb.conditions": ("Key",),
    "botocore.exceptions": ("BotoCoreError",),
    "pymongo": (),
    "pymongo.collection": ("Collection",),
    "pymongo.errors": ("ConnectionFailure", "OperationFailure"),
    "rasa.core.jobs": ("scheduler", "kill_scheduler"),
}
_SPACY = {  # its command line and its table of the world's languages: 18 MB
    "spacy.cli": (),
    "spacy.cli.info": ("info",),
    "langcodes": ("tag_is_valid", "closest_supported_match"),
}
STAND_INS: dict[str, tuple[str, ...]] = {**_TENSORFLOW, **_TENSORS, **_CHANNELS, **_CLIENTS, **_SPACY}


class Unused(Exception):
    """What stands in for a class. An exception, so that an `except` may name it; never raised."""

    def __init__(self, *_: Any, **__: Any) -> None:
        raise _not_here(type(self).__qualname__)

    @classmethod
    def name(cls) -> str:
        """Rasa lists channels by name."""
        return cls.__qualname__


def _not_here(name: str) -> RuntimeError:
    return RuntimeError(f"{name} is left out of this process: see bot/standins.py")


def _called(name: str) -> Any:
    def unused(*_: Any, **__: Any) -> NoReturn:
        raise _not_here(name)

    return unused


_LISTS = {"DEFAULT_COMPONENTS": list, "CONNECTION_EXCEPTIONS": tuple}


def _standing(name: str, module: str) -> Any:
    if name in _LISTS:
        return _LISTS[name]()
    return type(name, (Unused,), {"__module__": module}) if name[0].isupper() else _called(f"{module}.{name}")


def put() -> None:
    """Put every stand-in where the real module was not imported yet."""
    for name in ABSENT:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    for name, names in STAND_INS.items():
        if name not in sys.modules:
            module = sys.modules[name] = types.ModuleType(name, "A stand-in.")
            for each in names:
                setattr(module, each, _standing(each, name))
            _below_its_parent(name, module)


def _below_its_parent(name: str, module: types.ModuleType) -> None:
    above, _, last = name.rpartition(".")
    if above in STAND_INS:
        setattr(sys.modules[above], last, module)
