"""The report of `make bench` as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table


def show(report: Mapping[str, Any], console: Console) -> None:
    for table in (turns(report), rates(report), sizes(report), aims(report)):
        console.print()
        console.print(table)


def turns(report: Mapping[str, Any]) -> Table:
    turn, ours, stock = report["turn"], report["turn"]["ours"], report["turn"]["stock"]
    table = Table("a turn, ms", "p50", "p95", "turns", "unanswered", title="From message to answer")
    table.add_row("desk, Rasa, action, log", *cells(ours))
    table.add_row("bare stock Rasa", *cells(stock))
    table.add_row("ours / stock", f"{turn['ratio_p50']:.2f}", f"{turn['ratio_p95']:.2f}", "", "")
    return table


def cells(of: Mapping[str, Any]) -> tuple[str, ...]:
    return (f"{of['p50']:.1f}", f"{of['p95']:.1f}", str(of["turns"]), str(of["unanswered"]))


def rates(report: Mapping[str, Any]) -> Table:
    table = Table("messages a second", "sent", "answered a second", "p50 ms", "p95 ms", "lost", "doubled",
                  title="Load from many conversations")
    for step in report["load"]["steps"]:
        table.add_row(
            f"{step['rate']:g}", str(step["sent"]), f"{step['answered_a_second']:.1f}",
            f"{step['p50']:.0f}", f"{step['p95']:.0f}", str(step["lost"]), str(step["doubled"]),
        )
    return table


def sizes(report: Mapping[str, Any]) -> Table:
    memory, training = report["memory"], report["training"]
    table = Table("", "ours", "stock", "ours / stock", title="Memory and training")
    table.add_row("Rasa, MB", f"{memory['bot']:.0f}", f"{memory['stock']:.0f}", f"{memory['ratio']:.2f}")
    for name in ("desk", "actions", "sandbox"):
        table.add_row(f"{name}, MB", f"{memory[name]:.0f}", "", "")
    ours, stock = training["ours"]["seconds"], training["stock"]["seconds"]
    table.add_row("training, s", f"{ours:.1f}", f"{stock:.1f}", f"{training['ratio']:.3f}")
    return table


def aims(report: Mapping[str, Any]) -> Table:
    table = Table("target", "measured", "wanted", "", title="Targets")
    for target in report["targets"]:
        sign = ">=" if target["at_least"] else "<="
        met = "[green]met[/]" if target["met"] else "[red]missed[/]"
        table.add_row(target["name"], f"{target['value']:g}", f"{sign} {target['limit']:g}", met)
    return table
