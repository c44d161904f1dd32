"""What a lead must know now: people who wait, promises that are late, work that was refused, models that
run out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.core.queue import waited


@dataclass(frozen=True)
class Alert:
    """One line for a lead: what it is about, and in ``mark`` how bad. ``href`` leads to where it is mended,
    in the words of ``link``; both are empty when that is nowhere the desk knows."""

    title: str
    mark: str
    detail: str
    since: datetime
    href: str
    link: str
    red: bool = False


@dataclass(frozen=True)
class Unaccepted:
    """A conversation that nobody took in time. ``about`` is its topic or queue by the name people read."""

    conversation: str
    name: str
    about: str
    since: datetime


@dataclass(frozen=True)
class Late:
    """A call or a complaint whose next step was promised for ``due``. ``state`` is the record's."""

    number: str
    kind: str
    state: str
    name: str
    owner: str
    due: datetime


@dataclass(frozen=True)
class Turned:
    """Work that the ticket system turned down. ``name`` is what a lead knows it by."""

    key: str
    name: str
    why: str
    since: datetime


@dataclass(frozen=True)
class Short:
    """A model at or below its level. ``places``: stockroom and pieces there, the most first."""

    model: str
    places: tuple[tuple[str, int], ...]
    reorder_at: int
    since: datetime

    @property
    def left(self) -> int:
        return sum(pieces for _, pieces in self.places)


_STEPS = {
    ("callback", "open"): "waits for a call, and nobody has taken it",
    ("callback", "taken"): "waits for a call",
    ("complaint", "open"): "waits for an acknowledgement",
    ("complaint", "acknowledged"): "waits for an answer",
}
_TITLES = {"callback": "Call", "complaint": "Complaint"}


def alerts(
    now: datetime,
    *,
    unaccepted: Sequence[Unaccepted] = (),
    late: Sequence[Late] = (),
    turned: Sequence[Turned] = (),
    short: Sequence[Short] = (),
    stock_page: str = "",
) -> list[Alert]:
    """Worst first: somebody who waits this minute, then broken promises, then what is refused, then what
    runs out. Within one kind the longest since is first; of models, the emptiest."""
    return [
        *(_unaccepted(one, now) for one in sorted(unaccepted, key=lambda one: one.since)),
        *(_late(one, now) for one in sorted(late, key=lambda one: (one.due, one.number))),
        *(_turned(one) for one in sorted(turned, key=lambda one: one.since)),
        *(_short(one, stock_page) for one in sorted(short, key=_emptiest)),
    ]


def _emptiest(short: Short) -> tuple[float, str]:
    return short.left / max(1, short.reorder_at), short.model


def _unaccepted(one: Unaccepted, now: datetime) -> Alert:
    mark, detail = f"waits {waited(now, one.since)}", f"Nobody has taken the conversation. {one.about}"
    return Alert(one.name, mark, detail.strip(), one.since, f"/console/c/{one.conversation}", "Take it")


def _late(one: Late, now: datetime) -> Alert:
    detail = f"{one.name or 'Somebody'} {_STEPS.get((one.kind, one.state), 'waits')}."
    owner = f" Owner: {one.owner}" if one.owner else ""
    return Alert(
        f"{_TITLES.get(one.kind, one.kind)} {one.number}",
        f"{waited(now, one.due)} overdue",
        detail + owner,
        one.due,
        f"/console/records#{one.number}",
        "Open the record",
    )


def _turned(one: Turned) -> Alert:
    detail = one.why or "The ticket system gave no reason."
    return Alert(one.name, "refused", detail, one.since, f"/console/outbox#{one.key}", "Mend and send again")


def _short(one: Short, page: str) -> Alert:
    mark = f"{one.left} left" if one.left else "none left"
    where = ", ".join(f"{stockroom} {pieces}" for stockroom, pieces in one.places)
    detail = f"{where}. " if where else ""
    detail += f"More are to be ordered at {one.reorder_at} or fewer."
    return Alert(one.model, mark, detail, one.since, page, "Stockrooms" if page else "", red=not one.left)
