"""The places where we reach into Rasa: each fails here when Rasa changes under it."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys

import pytest
from bot_fixtures import ROOT
from jsonschema import ValidationError

from bot import tame

LOADED = """
import json, sys
import bot.serve, bot.intent_model, bot.featurizer, bot.lexicon_entities, spacy
print(json.dumps([name for name in ("tensorflow", "keras", "sklearn", "matplotlib.pyplot", "torch")
                  if sys.modules.get(name)]))
"""


def test_rasa_is_the_version_the_seams_were_made_for():
    import rasa

    assert rasa.__version__ == "3.6.21"


def test_serving_imports_neither_tensorflow_nor_charts():
    command = [sys.executable, "-c", LOADED]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert "tensorflow" not in found
    assert "keras" not in found
    assert "matplotlib.pyplot" not in found


@pytest.mark.parametrize(
    ("reply", "fine"),
    [
        ({"events": [], "responses": []}, True),
        ({"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "x"}]}, True),
        ({"events": [{"event": "no_such_event"}]}, False),
        ({"events": [{"event": "slot", "value": 1}]}, False),
        ({"events": [{"event": "slot", "name": 7, "value": 1}]}, False),
        ({"events": [{"name": "a"}]}, False),
        ({"events": [{"event": "bot", "timestamp": "noon"}]}, False),
        ({"events": {}}, False),
        ({"events": [], "responses": ["x"]}, False),
        ([], False),
    ],
)
def test_the_compiled_check_agrees_with_rasas_own(reply, fine):
    from jsonschema import validate
    from rasa.core.actions.action import RemoteAction

    check = tame.compiled_check()
    if fine:
        validate(reply, RemoteAction.action_response_format_spec())
        assert check(None, reply)
    else:
        with pytest.raises(ValidationError):
            validate(reply, RemoteAction.action_response_format_spec())
        with pytest.raises(ValidationError):
            check(None, reply)


def test_rasa_still_calls_the_check_we_replace():
    from rasa.core.actions.action import RemoteAction

    assert "self._validate_action_result(" in inspect.getsource(RemoteAction.run)


def test_an_action_is_told_the_wording_and_what_rasa_would_tell_it_besides(agent):
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.trackers import DialogueStateTracker

    tracker = DialogueStateTracker("somebody", [])
    action = RemoteAction("action_answer", None)
    source = inspect.getsource(RemoteAction).split("def _action_call_format")[1].split("def ")[0]
    ours = action._action_call_format(tracker, agent.domain)
    assert all(f'"{key}"' in source for key in ours)
    assert ours["domain"] == {"responses": agent.domain.as_dict()["responses"]}


def test_the_tracker_does_not_wait_for_the_disk_at_each_step(agent):
    with agent.tracker_store.engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        waits = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    assert (mode, waits) == ("wal", 1)


def test_the_agent_loads_our_processor(agent):
    from bot.loud import LoudProcessor

    assert type(agent.processor) is LoudProcessor


def test_rasa_still_swallows_what_an_action_raises():
    """The day it does not, bot/loud.py can go."""
    from rasa.core.processor import MessageProcessor

    source = inspect.getsource(MessageProcessor._run_action)
    assert "except Exception:" in source
    assert "await action.run(" in source


def test_no_failing_database_is_hidden(agent):
    from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore

    assert isinstance(agent.tracker_store, SQLTrackerStore)
    assert agent.processor.tracker_store is agent.tracker_store
    assert "_tracker_store" in inspect.getsource(FailSafeTrackerStore.__init__)


async def test_no_log_line_holds_what_people_write(agent, actions, capfd):
    from aiohttp import web
    from tests_turn import turn

    from bot.turns import Turns

    async def fail(_):
        return web.Response(status=500, text="xyzzy")

    tame.quiet_logs()
    actions.answers["action_open"] = fail
    turns = Turns(agent)
    await turns.take(turn("hello xyzzy"))
    with pytest.raises(Exception, match="action_open"):
        await turns.take(turn("the printer xyzzy does not print", id="2"))
    told = capfd.readouterr()
    assert "xyzzy" not in told.out + told.err


def test_an_action_sees_the_last_two_messages_of_a_long_conversation(agent):
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.events import ActionExecuted, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    tracker = DialogueStateTracker("somebody", [])
    for number in range(50):
        tracker.update_with_events(
            [UserUttered(f"line {number}"), ActionExecuted("action_answer")], agent.domain
        )
    told = RemoteAction("action_answer", None)._action_call_format(tracker, agent.domain)["tracker"]
    assert [e["text"] for e in told["events"] if e["event"] == "user"] == ["line 48", "line 49"]
    assert told["latest_message"]["text"] == "line 49"


async def test_calls_of_actions_share_one_open_connection():
    from aiohttp import web
    from rasa.utils.endpoints import EndpointConfig

    from bot.action_call import hang_up

    doors = set()

    async def answer(request):
        doors.add(request.transport.get_extra_info("peername"))
        return web.json_response({"secret": request.headers.get("X-Secret")})

    app = web.Application()
    app.router.add_post("/webhook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    endpoint = EndpointConfig(f"http://127.0.0.1:{port}/webhook", headers={"X-Secret": "s"})
    said = [await endpoint.request(json={}) for _ in range(3)]
    await hang_up(endpoint)
    await runner.cleanup()
    assert said == [{"secret": "s"}] * 3
    assert len(doors) == 1
