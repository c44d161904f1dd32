"""python -m kb_index: import, check, approve, build, ask, evaluate, gaps. Results on stdout."""

from __future__ import annotations

import logging
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from kb_index.encoding import Encoder
from kb_index.importing import command as importing
from kb_index.progress import bars
from kb_index.settings import settings
from kb_index.terminal import Articles, AsJson, err, gate, out, plain, show

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Articles -> index -> answers with proof.",
)
IndexDir = Annotated[Path | None, typer.Option("--index", help="Folder of the index [var/index].")]


def _encoder(*, cached: bool = True) -> Encoder:
    from language.encoder import Encoder as Model
    from language.vector_cache import VectorCache

    model = Model.load(settings().model)
    return VectorCache(settings().vectors, model) if cached else model


app.command("import")(importing.run)


@app.command()
def check(articles: Articles = None, today: str | None = None, as_json: AsJson = False) -> None:
    """Read every article and say what is wrong, file:line: message; remedy."""
    with gate(), bars(err) as progress:
        from kb_index import library

        folder = articles or settings().articles
        read = library.load(folder, lambda done, total: progress("reading", done, total))
    day = date.fromisoformat(today) if today else datetime.now().astimezone().date()
    for problem in read.problems:
        err.print(str(problem), markup=False)
    for reminder in read.reminders(day):
        err.print(f"{reminder} (reminder)", markup=False)
    standing = sum(a.stands() for a in read.articles)
    data = {"articles": len(read.articles), "approved": standing, "problems": len(read.problems),
            "reminders": len(read.reminders(day))}
    show(as_json, data, lambda: out.print(", ".join(f"{n} {word}" for word, n in data.items())))
    raise typer.Exit(1 if read.problems else 0)


@app.command()
def approve(
    ids: list[str], by: Annotated[str, typer.Option(help="Who read it.")],
    on: Annotated[str | None, typer.Option(help="The day, as 2026-11-30 [today].")] = None,
    articles: Articles = None,
) -> None:
    """Write who approved an article, when, and the hash of the text they read."""
    from kb_index import library
    from kb_index.approve import approve as approve_one

    with gate():
        day = date.fromisoformat(on) if on else datetime.now().astimezone().date()
        files = library.load(articles or settings().articles).files
        for id_ in ids:
            if id_ not in files:
                raise ValueError(f"no article '{id_}'; known: {', '.join(sorted(files))}")
            article = approve_one(Path(files[id_]), by=by, on=day)
            out.print(f"{article.id} {article.version} approved by {by} on {day}")


@app.command()
def build(articles: Articles = None, index: IndexDir = None, as_json: AsJson = False) -> None:
    """Build the index beside the one in use and swap it in."""
    from kb_index.build import build as build_index

    with gate(), bars(err) as progress:
        made = build_index(articles or settings().articles, index or settings().index, _encoder(), progress,
                           settings().kept)
    m = made.manifest
    data = {"fresh": made.fresh, "generation": m.generation, "articles": len(m.articles),
            "passages": m.passages, "left_out": dict(made.left_out),
            "threshold": round(float(m.calibration["threshold"]), 4), **m.calibration["measured"]}
    show(as_json, data, lambda: _built(data))


def _built(data: dict[str, Any]) -> None:
    out.print("built" if data["fresh"] else "up to date", data["generation"])
    out.print(f"{data['articles']} articles, {data['passages']} passages")
    for id_, reason in data["left_out"].items():
        out.print(f"left out: {id_} ({reason})", markup=False)
    out.print(f"calibration: {data['answered']:.0%} of own questions answered, "
              f"{data['everyday_refused']:.0%} of everyday questions refused, "
              f"{data['taken_away_refused']:.0%} refused when their article is taken away")


@app.command()
def ask(
    question: str, index: IndexDir = None, audience: Annotated[list[str] | None, typer.Option()] = None,
    today: str | None = None, as_json: AsJson = False,
) -> None:
    """The passage that answers, or "not covered"."""
    from kb_index.answering import to_json
    from kb_index.knowledge_base import Found, KnowledgeBase

    logging.basicConfig(level=logging.WARNING)
    with gate():
        day = date.fromisoformat(today) if today else datetime.now().astimezone().date()
        base = KnowledgeBase.open(index or settings().index, _encoder(cached=False))
        answer = base.ask(question, audiences=audience or ["all"], today=day)

    def words() -> None:
        from rich.markdown import Markdown

        if isinstance(answer, Found):
            best = answer.best
            cited = f"{best.title} ({best.article}, version {best.version}): {best.heading}"
            out.print(f"{cited}  {best.score:.0%}", markup=False)
            out.print(Markdown(best.text))
        else:
            out.print("not covered")
        others = answer.others if isinstance(answer, Found) else answer.nearest
        for passage in others:
            out.print(f"  {passage.score:4.0%}  {passage.article}: {passage.heading}", markup=False)

    show(as_json, to_json(answer), words)


@app.command()
def evaluate(
    queries: Annotated[Path, typer.Option(help='Rows {"text", "relevant": [ids]}; [] must be refused.')],
    corpus: Annotated[Path | None, typer.Option(help='Rows {"id", "title", "text"}.')] = None,
    articles: Articles = None, as_json: AsJson = False,
) -> None:
    """Build the shipped index on a corpus (or on articles) and measure it with questions."""
    from kb_index import evaluate as measuring

    with gate(), bars(err) as progress:
        read = (measuring.articles_of_corpus(corpus) if corpus
                else measuring.articles_of_folder(articles or settings().articles))
        data = measuring.evaluate(read, queries, _encoder(cached=False), progress)
    show(as_json, data, lambda: out.print("\n".join(f"{name:12s} {value}" for name, value in data.items())))


@app.command()
def gaps(
    index: IndexDir = None, today: str | None = None, most: Annotated[int, typer.Option(help="Shown.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Logged questions on stdin ({"question", "reason", "article"?, "at"?} a line) -> what is not covered."""
    from kb_index import gap_report
    from kb_index.errors import IndexMissing
    from kb_index.knowledge_base import KnowledgeBase

    with gate(), bars(err) as progress:
        day = date.fromisoformat(today) if today else datetime.now().astimezone().date()
        asked, encoder = gap_report.logged(sys.stdin), _encoder(cached=False)
        try:
            base = KnowledgeBase.open(index or settings().index, encoder)
        except IndexMissing as error:
            err.print(f"no nearest articles: {plain(error)}")
            base = None
        found = gap_report.report(asked, encoder, base, day, progress)

    def table() -> None:
        from kb_index.gap_table import table as made

        out.print(made(found[:most]))
        out.print(f"{len(asked)} questions, {len(found)} gaps")

    show(as_json, gap_report.to_json(asked, found), table)
