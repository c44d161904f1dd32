"""Checked documents -> the values of flows.model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from authored import Document, fingerprint
from flows.model import (
    Approval,
    Case,
    Danger,
    Fact,
    Flow,
    FreeText,
    Lines,
    Option,
    Outcome,
    Step,
    StepKind,
    Words,
)

Row = Mapping[str, Any]


def flow_of(document: Document, common: Row, others: tuple[str, ...]) -> Flow:
    """The flow a document says. Names may still refer to nothing; the checker says so."""
    row = document.data
    steps = tuple(
        _step(each, common, row["flow"], document.line("steps", at)) for at, each in enumerate(row["steps"])
    )
    return Flow(
        name=row["flow"],
        title=row["title"],
        topic=row["topic"],
        symptom=row["symptom"],
        for_whom=row["for_whom"],
        owner=row["owner"],
        version=row["version"],
        approval=_approval(row["approval"]),
        review=date.fromisoformat(row["review"]),
        restatement=words(row["restatement"]),
        facts={name: Fact(name, title, _titles(name, steps)) for name, title in row["facts"].items()},
        steps=steps,
        outcomes=tuple(
            _outcome(id, each, document.line("outcomes", id)) for id, each in row["outcomes"].items()
        ),
        dangers=_dangers(row, common["dangers"]),
        lines=lines_of(common),
        others=others,
        file=document.file,
        text_hash=fingerprint(row),
    )


def _approval(row: Row | None) -> Approval | None:
    """None for a new flow that waits for its first approval."""
    if not row:
        return None
    return Approval(row["person"], date.fromisoformat(row["date"]), row.get("hash", ""))


def words(value: str | Row) -> Words:
    if isinstance(value, str):
        return Words(value.strip())
    variants = {key: text.strip() for key, text in value.items() if key not in ("by", "other")}
    return Words(value.get("other", "").strip(), value["by"], variants)


def lines_of(common: Row) -> Lines:
    reading = common["reading"]
    return Lines(
        **common["lines"],
        back_words=tuple(reading["back"]),
        busy_words=tuple(reading["busy"]),
        back_intents=tuple(reading["back_intents"]),
        busy_intents=tuple(reading["busy_intents"]),
        question_words=tuple(reading["questions"]),
        negations=tuple(reading["negations"]),
        alone=frozenset(reading.get("alone", ())),
        known_words=tuple(reading.get("known", ())),
        ordinals=tuple(map(tuple, reading["ordinals"])),
        interrupts=reading["interrupts"],
        solved_by=tuple(reading["solved_by"]),
        still_broken=tuple(reading.get("still_broken", ())),
        unclear_intents=tuple(reading["unclear_intents"]),
        other_flow=reading["other_flow"],
        sure=reading["sure"],
        later_hours=reading["later_hours"],
        unsure_words=tuple(reading.get("unsure", ())),
        most_unclear=reading.get("most_unclear", 2),
    )


def _step(row: Row, common: Row, flow: str, line: int) -> Step:
    kind: StepKind = next((kind for kind in ("branch", "check", "ask") if kind in row), "say")
    return Step(
        id=row["id"],
        kind=kind,
        title=row.get("title", ""),
        words=words(row.get("check", row.get("say", ""))),
        question=row.get("ask", row.get("question", "")),
        options=tuple(_option(each, common, flow) for each in _options(row, common, kind)),
        free_text=FreeText(**row["free_text"]) if "free_text" in row else None,
        collect=row.get("collect", ""),
        opening=row.get("opening", False),
        keeps=tuple(row.get("keeps", ())),
        cases=tuple(map(_case, row.get("branch", ()))),
        next=row.get("next", "") if kind in ("say", "branch") else "",
        article=row.get("article", ""),
        line=line,
    )


def _options(row: Row, common: Row, kind: StepKind) -> list[Row]:
    """A check without options of its own has the usual three."""
    if kind != "check" or "options" in row:
        return list(row.get("options", ()))
    usual, following = common["check_options"], row.get("next", "")
    return [
        {"use": usual["helped"], "next": row.get("solved", "solved")},
        {"use": usual["not_helped"], "next": following},
        {"use": usual["cannot"], "next": row.get("cannot", following)},
    ]


def _option(row: Row, common: Row, flow: str) -> Option:
    shared = common["options"].get(row.get("use", ""), {})
    said = {**shared, **row}
    intents = (flow if intent == "own" else intent for intent in said.get("intents", ()))
    return Option(
        id=row.get("id", row.get("use", "")),
        title=said.get("title", ""),
        next=row["next"],
        words=(*row.get("words", ()), *(shared.get("words", ()) if "use" in row else ())),
        intents=tuple(intents),
        means=tuple(said.get("means", ())),
        result=said.get("result", ""),
    )


def _case(row: Row) -> Case:
    if "else" in row:
        return Case(next=row["else"])
    return Case(next=row.get("next", ""), fact=row.get("if", ""), values=tuple(row.get("is", ())))


def _outcome(id: str, row: Row, line: int) -> Outcome:
    return Outcome(
        id=id,
        kind=row["kind"],
        words=words(row["say"]),
        queue=row.get("queue", ""),
        rule=row.get("rule", ""),
        impact=row.get("impact", 3),
        urgency=row.get("urgency", 3),
        short_description=words(row.get("short_description", "")),
        line=line,
        otherwise=row.get("otherwise", ""),
    )


def _dangers(row: Row, known: Row) -> tuple[Danger, ...]:
    """The flow's own dangers, then those that are heard everywhere."""
    own = [id for id in row.get("danger", ()) if id in known]
    everywhere = [id for id, each in known.items() if each.get("everywhere") and id not in own]
    return tuple(_danger(id, known[id]) for id in (*own, *everywhere))


def _danger(id: str, row: Row) -> Danger:
    return Danger(id, tuple(row["words"]), _outcome(id, row, 0), row.get("in_questions", True))


def _titles(fact: str, steps: tuple[Step, ...]) -> dict[str, str]:
    return {option.id: option.title for step in steps if step.collect == fact for option in step.options}
