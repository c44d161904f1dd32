"""``python -m bot``: serve (default), train, evaluate, entities, parse, validate, shell, test."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.settings import Missing, settings
from language.model_folder import BadModelFolder

NLU, STORIES = "data/nlu", "data/stories"
_TOLD = ("bot", "authored", "rasa", "wire")  # packages whose errors are written to be read


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except (Missing, BadModelFolder) as error:
        return failed(str(error))
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # the gate: whatever Rasa or a file raises becomes one line and an exit code
        if isinstance(error, OSError) or type(error).__module__.split(".")[0] in _TOLD:
            return failed(": ".join(_told(error)))
        raise


def _told(error: BaseException | None) -> list[str]:
    """The error and what caused it: Rasa's own text often says only where."""
    told = []
    while error is not None:
        told.append(str(error).strip() or type(error).__name__)
        error = error.__cause__
    return told


def failed(text: str) -> int:
    print(f"bot: {text}", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bot", description="The bot: Rasa, tamed.")
    top.set_defaults(run=serve, port=None)
    commands = top.add_subparsers(metavar="command")
    for name, run, text in (
        ("serve", serve, "answer the desk (default)"),
        ("train", train, "make a model from config, domain and data"),
        ("evaluate", evaluate, "measure the pipeline on labelled lines"),
        ("entities", entities, "measure the entities on annotated lines"),
        ("parse", parse, "say what a text means"),
        ("validate", validate, "check domain, lines, stories and rules"),
        ("shell", shell, "talk to the bot here"),
        ("test", test, "play the test stories through the real actions"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        OPTIONS.get(name, lambda _: None)(command)
    top.add_argument("--port", type=int, help="0 picks a free one")
    return top


def _serve_options(command: Any) -> None:
    command.add_argument("--port", type=int, default=None, help="0 picks a free one")


def _train_options(command: Any) -> None:
    command.add_argument("--out", type=Path, default=None, help="for model.tar.gz (default: var/models)")
    command.add_argument("--nlu", default=NLU, help=f"folder with the training lines (default: {NLU})")


def _evaluate_options(command: Any) -> None:
    command.add_argument("--train", type=Path, required=True, help='lines of {"text","label"}')
    command.add_argument("--test", type=Path, required=True, help="the same; label oos: out of scope")
    command.add_argument("--config", type=Path, default=Path("config.yml"))
    command.add_argument("--json", action="store_true")


def _entities_options(command: Any) -> None:
    command.add_argument("--test", type=Path, required=True, help='lines of {"text","entities"}')
    command.add_argument("--lexicon", type=Path, default=Path("data/lexicon"))
    command.add_argument("--json", action="store_true")


def _parse_options(command: Any) -> None:
    command.add_argument("text", nargs="?")
    command.add_argument("--file", type=Path, help='lines of {"text"}, with anything else: it is kept')
    command.add_argument("--model", type=Path, default=None, help="default: the current release's")
    command.add_argument("--json", action="store_true", help="one object a line")
    command.add_argument("--out", type=Path, default=None, help="write the objects to this file")


def _shell_options(command: Any) -> None:
    command.add_argument("--model", type=Path, default=None, help="default: the current release's")


def _test_options(command: Any) -> None:
    command.add_argument("stories", nargs="*", type=Path, default=[Path("tests/stories")])
    command.add_argument("--model", type=Path, default=None, help="default: the current release's")
    command.add_argument("--json", action="store_true")
    command.add_argument("--out", type=Path, default=None, help="write every difference to this file")


OPTIONS = {
    "serve": _serve_options, "train": _train_options, "evaluate": _evaluate_options, "parse": _parse_options,
    "shell": _shell_options, "test": _test_options, "entities": _entities_options,
}


def serve(options: argparse.Namespace) -> int:
    found = settings().with_secrets()
    from bot import matrices, memory, tame

    matrices.in_one_thread()

    memory.frugal()
    from bot.serve import serve as run

    tame.quiet_logs()
    run(found, port=found.port if options.port is None else options.port)
    return 0


def train(options: argparse.Namespace) -> int:
    from bot import matrices, tame

    matrices.in_one_thread()
    from bot.training import train as run

    tame.quiet_logs()
    print(run(options.out or settings().var / "models", data=(options.nlu, STORIES)))
    return 0


def evaluate(options: argparse.Namespace) -> int:
    from bot import matrices

    matrices.in_one_thread()
    from bot.evaluate import main as run

    return run(options)


def entities(options: argparse.Namespace) -> int:
    from bot.evaluate_entities import main as run

    return run(options)


def parse(options: argparse.Namespace) -> int:
    from bot.parse import main as run

    return run(options)


def validate(options: argparse.Namespace) -> int:
    from bot.validate import main as run

    return run()


def shell(options: argparse.Namespace) -> int:
    from bot.shell import main as run

    return run(options)


def test(options: argparse.Namespace) -> int:
    from bot.play import main as run

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
