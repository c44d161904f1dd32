"""The action server over real HTTP: who may call it, and what happens when something breaks."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from employee import domain
from sanic import Sanic

from actions.bootstrap import Systems, doors, shop_of
from actions.door import Door
from actions.reply import Reply
from actions.server import HEADER, create_app

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-shared-secret"


def call(action: str, text: str = "hello", intent: str = "greet") -> dict:
    message = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": [], "metadata": {}}
    tracker = {
        "sender_id": "c-1", "slots": {}, "latest_message": message,
        "events": [{"event": "user", "text": text}], "paused": False,
        "followup_action": None, "active_loop": {}, "latest_action_name": "action_listen",
    }
    return {"next_action": action, "tracker": tracker, "domain": domain(), "version": "3.6.21"}


class Breaks:
    name = "action_breaks"

    async def __call__(self, turn) -> Reply:
        raise RuntimeError(f"no luck with {turn.text}")


class Hangs:
    name = "action_hangs"

    async def __call__(self, turn) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError


@pytest.fixture
async def server(shelf, tickets):
    """The app on a free port, with two actions that misbehave."""
    Sanic.test_mode = True
    systems = Systems(tickets, shop_of(shelf.current()))
    actions = [*doors(shelf, systems), Door(Breaks()), Door(Hangs(), budget_s=0.02)]
    app = create_app(actions, secret=SECRET, name=f"actions-{id(shelf)}")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    running = await app.create_server(sock=listening, return_asyncio_server=True)
    await running.startup()
    await running.start_serving()
    port = listening.getsockname()[1]
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers={HEADER: SECRET}) as client:
        yield client
    running.close()
    await running.wait_closed()


async def test_a_call_with_the_secret_is_answered_in_the_words_of_the_domain(server):
    answer = await server.post("/webhook", json=call("action_small_talk"))
    assert answer.status_code == 200
    assert answer.json()["responses"][0]["response"] == "utter_greet"


@pytest.mark.parametrize("secret", ["", "wrong", "a-shared-secret-and-more", "sécret"])
async def test_a_call_without_the_right_secret_is_refused(server, secret):
    answer = await server.post("/webhook", json=call("action_small_talk"), headers={HEADER: secret.encode()})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unauthorized"


async def test_an_unknown_action_is_a_404_that_names_it(server):
    answer = await server.post("/webhook", json=call("action_make_coffee"))
    assert (answer.status_code, answer.json()["action_name"]) == (404, "action_make_coffee")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"{}", b'{"next_action": 1, "tracker": {}}', b"\xff"]
)
async def test_what_is_no_action_call_is_a_400_that_repeats_nothing(server, body):
    answer = await server.post("/webhook", content=body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


async def test_an_action_that_raises_still_says_something_with_a_reference(server):
    answer = await server.post("/webhook", json=call("action_breaks"))
    said = answer.json()["responses"][0]
    assert answer.status_code == 200
    assert said["response"] == "utter_failed"
    assert said["reference"].startswith("FL-")


async def test_the_log_of_a_failure_has_the_reference_and_not_the_persons_words(server, capsys):
    answer = await server.post("/webhook", json=call("action_breaks", text="my secret trouble"))
    logged = "".join(capsys.readouterr())
    assert answer.json()["responses"][0]["reference"] in logged
    assert "RuntimeError" in logged
    assert "my secret trouble" not in logged + answer.text


async def test_an_action_that_hangs_is_cut_off_within_its_budget(server):
    answer = await server.post("/webhook", json=call("action_hangs"))
    assert answer.json()["responses"][0]["response"] == "utter_failed"


async def test_a_broken_index_keeps_the_flow_waiting_where_it_was(anna, knowledge):
    knowledge.broken = True
    await anna.says("vpn drops", "vpn_problem", "validate_flow_form")
    said = await anna.says("how do I share my calendar?", "how_to", "action_answer")
    assert said.responses == ["utter_failed"]
    assert anna.slots["flow"]["state"]["step"] == "device"


async def test_health_needs_no_secret(server):
    answer = await server.get("/health", headers={HEADER: ""})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_without_a_secret_the_process_refuses_to_start_and_says_which_setting_is_missing():
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTLINE_")}
    ended = subprocess.run(
        [sys.executable, "-m", "actions"], env=kept, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode != 0
    assert "FIRSTLINE_ACTIONS_SECRET" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.stack
def test_the_process_says_when_it_is_ready_answers_and_stops_on_sigterm(tmp_path):
    release = os.environ.get("FIRSTLINE_RELEASE") or str(ROOT / "var/releases/current")
    if not Path(release).exists():
        pytest.skip("no release has been made: python -m stack train")
    env = {
        **os.environ, "FIRSTLINE_ACTIONS_SECRET": SECRET, "FIRSTLINE_SERVICENOW_URL": "memory:",
        "FIRSTLINE_RELEASE": release, "FIRSTLINE_VAR": str(ROOT / "var"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "actions", "--port", "0"], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        ready = json.loads(process.stdout.readline())
        assert (ready["event"], ready["process"]) == ("ready", "actions")
        answer = httpx2.post(
            f"{ready['url']}/webhook", json=call("action_small_talk"), headers={HEADER: SECRET}, timeout=10
        )
        assert answer.json()["responses"][0]["response"] == "utter_greet"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
