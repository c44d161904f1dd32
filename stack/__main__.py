"""`python -m stack COMMAND`: set-up on the system's Python, everything else on the project's own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from stack.failure import Failure

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code. A Failure is shown as what went wrong and what to do about it."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except Failure as failure:
        print(f"\n{failure.message}", file=sys.stderr)
        if failure.remedy:
            print(f"-> {failure.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m stack", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser
    add("setup", help="make both environments, the front end's packages and the model").set_defaults(
        run=_set_up
    )
    add("check", help="check everything in data/").set_defaults(run=_check)
    add("pending", help="the texts nobody approved, with what changed in them").set_defaults(run=_pending)
    approve = add("approve", help="approve every flow and standard that waits, in one person's name")
    approve.add_argument("--all", action="store_true", required=True, help="say that you mean all of them")
    approve.add_argument("--by", required=True, help="the person who read them")
    approve.set_defaults(run=_approve)
    train = add("train", help="make a release candidate from data/, unless it is made already")
    train.set_defaults(run=_train)
    release = add("release", help="make the candidate the current release")
    release.add_argument("--previous", action="store_true", help="go back to the release before")
    release.set_defaults(run=_release)
    up = add("up", help="start every process and keep it running; Ctrl-C stops them")
    up.add_argument(
        "--json", action="store_true", help="when all are ready, print one line of JSON with their addresses"
    )
    up.set_defaults(run=_up)
    status = add("status", help="which processes run, and how they are")
    status.add_argument("--json", action="store_true", help="one JSON object on the last line")
    status.set_defaults(run=_status)
    add("stop", help="stop what `up` started").set_defaults(run=_stop)
    again = add("restart", help="restart one process of the running stack")
    again.add_argument("name", help="sandbox, actions, bot or desk")
    again.set_defaults(run=_restart)
    return parser


# Each command imports what it needs when it runs: set-up has only the standard library.


def _set_up(options: argparse.Namespace) -> None:
    from stack.setup import set_up

    set_up(ROOT)


def _check(options: argparse.Namespace) -> int:
    from stack.checks import check

    return check(ROOT)


def _pending(options: argparse.Namespace) -> int:
    from stack.approvals import pending

    return pending(ROOT)


def _approve(options: argparse.Namespace) -> int:
    from stack.approvals import approve

    return approve(ROOT, options.by)


def _train(options: argparse.Namespace) -> None:
    from stack.train import train

    train(ROOT)


def _release(options: argparse.Namespace) -> None:
    from stack.train import release

    release(ROOT, previous=options.previous)


def _up(options: argparse.Namespace) -> int:
    from stack.up import up

    return up(ROOT, as_json=options.json)


def _status(options: argparse.Namespace) -> int:
    from stack.status import status

    return status(ROOT, as_json=options.json)


def _stop(options: argparse.Namespace) -> None:
    from stack.status import stop

    stop(ROOT)


def _restart(options: argparse.Namespace) -> None:
    from stack.status import restart

    restart(ROOT, options.name)


if __name__ == "__main__":
    sys.exit(main())
