"""`python dummy_stack.py VAR NAME...`: the real supervisor over dummy children, a JSON line per event."""

import asyncio
import json
import pathlib
import signal
import sys

from stack.plan import Process
from stack.run_files import only_one
from stack.settings import free_port
from stack.supervisor import Supervisor

var = pathlib.Path(sys.argv[1])


def say(event: str, **more: object) -> None:
    print(json.dumps({"event": event, **more}), flush=True)


class Recorder:
    def ready(self, process, seconds, first):
        say("ready", name=process.name, first=first)

    def died(self, process, why, pause, log):
        say("died", name=process.name, why=why, pause=pause)

    def restarting(self, process, why):
        say("restarting", name=process.name, why=why)

    def stopping(self):
        say("stopping")


def dummy(name: str) -> Process:
    name, *flags = name.split(":")
    port = free_port()
    child = pathlib.Path(__file__).with_name("dummy_child.py")
    command = (sys.executable, str(child), "--port", str(port), *(f"--{flag}" for flag in flags))
    return Process(name, (*command, "--dies-when", str(var / f"{name}.die")), var, port, {})


async def main() -> None:
    supervisor = Supervisor([dummy(name) for name in sys.argv[2:]], var=var, announce=Recorder())
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, supervisor.stop)
    await supervisor.run()
    say("stopped", given_up=supervisor.given_up)


with only_one(var):
    asyncio.run(main())
