"""``python -m desk [serve] [--port N]`` and ``python -m desk report [--json]``."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from desk import logs
from desk.settings import Settings

cli = typer.Typer(add_completion=False, help="The desk: conversations, queue, channels, console.")


@cli.callback(invoke_without_command=True)
def main(
    context: typer.Context, port: Annotated[int | None, typer.Option(help="0 picks a free port")] = None
) -> None:
    """Serve, unless a command is named."""
    if context.invoked_subcommand is None:
        _serve(port)


@cli.command()
def serve(port: Annotated[int | None, typer.Option(help="0 picks a free port")] = None) -> None:
    """Serve widget, console and API."""
    _serve(port)


@cli.command()
def report(json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False) -> None:
    """Conversations by outcome, and deflection, counted from the log."""
    from desk.reports.command import run

    asyncio.run(run(_settings(), as_json=json))


@cli.command(name="export-questions")
def export_questions() -> None:
    """Questions without an answer, and answers that did not help, as JSON lines for `kb_index gaps`."""
    from desk.reports.questions import run

    asyncio.run(run(_settings()))


@cli.command(name="sync-knowledge")
def sync_knowledge(
    articles: Annotated[Path, typer.Option(help="articles that are answered from")] = Path("data/articles"),
    review: Annotated[Path | None, typer.Option(help="where what comes waits [var/knowledge/review]")] = None,
    page: Annotated[int, typer.Option(help="articles asked for at once", min=1, max=100)] = 50,
    push: Annotated[bool, typer.Option(help="send what is approved here")] = True,
    keep_ours: Annotated[list[str] | None, typer.Option(help="number: a conflict, our words count")] = None,
    take_theirs: Annotated[list[str] | None, typer.Option(help="number: their words come to review")] = None,
    json: Annotated[bool, typer.Option("--json", help="one JSON object on the last line")] = False,
) -> None:
    """Articles from and to ServiceNow, and what readers said of them. Nothing that comes is answered from
    before it is approved; what changed on both sides is shown and left alone."""
    from desk.knowledge.command import Wishes, run

    settings = _settings()
    wishes = Wishes(
        articles, review or settings.var / "knowledge" / "review", page, push, tuple(keep_ours or ()),
        tuple(take_theirs or ()), json,
    )  # fmt: skip
    raise typer.Exit(asyncio.run(run(settings, wishes)))


@cli.command()
def coverage(
    data: Annotated[Path, typer.Option(help="standards, flows and articles")] = Path("data"),
    json: Annotated[bool, typer.Option("--json", help="one JSON object on the last line")] = False,
) -> None:
    """Which topics and which items of ServiceNow's catalogue have an owner, a review date and a flow or
    article. Ends with 0 when nothing is missing, 1 with gaps, 2 when something could not be checked."""
    from desk.clock import SystemClock
    from desk.coverage.command import run

    raise typer.Exit(asyncio.run(run(data, SystemClock(), as_json=json)))


@cli.command()
def outbox(
    send_again: Annotated[str, typer.Option(help="the key of the one to send again")] = "",
    mend: Annotated[list[str] | None, typer.Option("--set", help="field=value of its draft")] = None,
) -> None:
    """What the ticket system refused, as JSON lines; or one of them sent again, mended."""
    from desk.outbox_command import run

    raise typer.Exit(asyncio.run(run(_settings(), send_again, mend or [])))


def _serve(port: int | None) -> None:
    from sanic.server.loop import try_use_uvloop

    settings = _settings()
    logs.configure()
    try_use_uvloop()  # a third less processor time for the same messages
    try:
        asyncio.run(_run(settings, settings.desk_port if port is None else port))
    except OSError as error:
        sys.exit(f"desk: cannot listen on port {port or settings.desk_port}: {error.strerror}")


async def _run(settings: Settings, port: int) -> None:
    from desk.bootstrap import make_app
    from desk.serve import serve as serve_app
    from desk.store.migrate import migrate

    await migrate(settings.database)
    await serve_app(make_app(settings), settings.host, port)


def _settings() -> Settings:
    """The environment's; behind it those that `make run` keeps, for who types a command by hand."""
    kept = (Path(os.environ.get("FIRSTLINE_VAR", "var")) / "secrets.env", Path(".env"))
    try:
        return Settings(_env_file=kept)  # type: ignore[call-arg]  # the rest comes from there
    except ValidationError as error:
        wrong = "; ".join(f"FIRSTLINE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        sys.exit(f"desk: the settings are not complete: {wrong}")


if __name__ == "__main__":
    cli()
