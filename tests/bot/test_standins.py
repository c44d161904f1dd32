"""What is left out: it is what Rasa still imports, it stays out, and it says so when it is used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from bot_fixtures import ROOT

from bot import standins

LIBRARIES = Path(sysconfig.get_paths()["purelib"])
SERVED = """
import asyncio, gc, json, os, sys
from pathlib import Path
from bot import memory
memory.frugal()
import bot.serve
from bot.engine import loaded
from bot.settings import settings
from rasa.core.channels.channel import UserMessage

async def answer():
    agent = await loaded(settings(), Path(sys.argv[1]))
    said = await agent.handle_text("hello", sender_id="one")
    memory.settle()
    return [each["text"] for each in said]

said = asyncio.run(answer())
real = [name for name, module in sys.modules.items() if getattr(module, "__file__", None)]
status = open("/proc/self/status").read() if os.path.exists("/proc/self/status") else ""
kilobytes = int(status.partition("VmRSS:")[2].split()[0]) if status else 0
found = {"said": said, "modules": real, "megabytes": kilobytes / 1024, "frozen": gc.get_freeze_count()}
print(json.dumps(found))
"""
LEFT_OUT = {
    "tensorflow", "keras", "jax", "torch", "matplotlib", "sklearn", "joblib", "h5py", "cryptography", "redis",
    "botocore", "boto3", "pymongo", "aio_pika", "aiormq", "slack_sdk", "aiogram", "twilio", "google",
    "fbmessenger", "webexteamssdk", "socketio", "prompt_toolkit", "questionary", "sanic_jwt", "sanic_cors",
    "apscheduler", "setuptools", "langcodes",
}
BUDGET = 296  # megabytes: 0.4 of what Rasa's default pipeline takes with the same lines


@pytest.fixture(scope="module")
def served(tiny_model, tmp_path_factory):
    """What a process of its own holds after its first answer."""
    folder = tmp_path_factory.mktemp("served")
    told = {
        "PATH": "/usr/bin:/bin", "FIRSTLINE_BOT_SECRET": "b", "FIRSTLINE_ACTIONS_SECRET": "a",
        "FIRSTLINE_TRACKER_DB": str(folder / "tracker.db"),
    }
    done = subprocess.run(
        [sys.executable, "-c", SERVED, str(tiny_model)],
        cwd=ROOT, env=told, check=True, capture_output=True, text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_the_bot_answers_without_what_is_left_out(served):
    assert served["said"] == ["Hello. How can I help?"]
    assert LEFT_OUT & {name.partition(".")[0] for name in served["modules"]} == set()


def test_no_part_of_scipy_is_loaded_that_only_training_needs(served):
    assert {"scipy.stats", "scipy.optimize"}.isdisjoint(served["modules"])


def test_a_bot_that_answered_once_keeps_its_budget(served):
    if not served["megabytes"]:
        pytest.skip("this system does not say how much memory a process holds")
    assert served["megabytes"] < BUDGET


def test_what_was_loaded_is_not_looked_through_for_garbage(served):
    assert served["frozen"] > 100_000


def names_in(module: str) -> set[str]:
    """What a module's source defines, without running it: half of these would load TensorFlow."""
    path = LIBRARIES / module.replace(".", "/")
    source = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


@pytest.mark.parametrize("module", sorted(standins.STAND_INS))
def test_a_stand_in_has_names_that_the_real_module_has(module):
    assert set(standins.STAND_INS[module]) <= names_in(module)


@pytest.mark.parametrize("module", [name for name in standins.ABSENT if name != "portalocker.redis"])
def test_what_is_absent_cannot_be_imported(module):
    with pytest.raises(ImportError):
        __import__(module)


def test_locks_are_whole_without_redis():
    import portalocker

    assert portalocker.Lock
    assert portalocker.RedisLock is None


def test_using_a_stand_in_says_that_it_is_left_out():
    from rasa.core.channels.slack import SlackInput
    from rasa.core.jobs import kill_scheduler

    for use, name in ((SlackInput, "SlackInput"), (kill_scheduler, r"rasa\.core\.jobs\.kill_scheduler")):
        with pytest.raises(RuntimeError, match=f"{name} is left out"):
            use()


def test_rasa_knows_every_channel_by_the_name_of_its_stand_in():
    from rasa.core.channels import BUILTIN_CHANNELS

    assert {kind.__mro__[1] for kind in BUILTIN_CHANNELS.values()} == {standins.Unused}


def test_a_stand_in_may_be_named_in_an_except():
    import pymongo.errors

    assert issubclass(pymongo.errors.ConnectionFailure, Exception)  # anything else would be a TypeError there
