"""The Tickets port over the incident table."""

from __future__ import annotations

from itsm import states
from itsm.errors import NotFound, Refused
from itsm.incident import Edit, Ending, File, IncidentDraft, Sla, Ticket
from itsm.limits import DESCRIPTION, clean, cut, edited
from itsm.servicenow import ask
from itsm.servicenow.attaching import Attaching
from itsm.servicenow.call import Gate
from itsm.servicenow.changing import Changing, Made, Patch
from itsm.servicenow.choices import ServiceNowChoices
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.once import Once
from itsm.servicenow.opening import Opening
from itsm.servicenow.query import equal, is_key, is_number, is_sys_id
from itsm.servicenow.reading import Reading
from itsm.servicenow.rows import Row, moment, shown, state_of, value

_NEWEST = "^ORDERBYDESCopened_at^ORDERBYDESCnumber"
_SLA_FIELDS = ("task", "sla", "stage", "has_breached", "planned_end_time", "business_percentage", "active")


class ServiceNowTickets:
    """``own_ids``: incidents get a sys_id made from their key; the database then refuses a second one."""

    def __init__(
        self,
        gate: Gate,
        directory: ServiceNowDirectory,
        once: Once,
        *,
        own_ids: bool,
        time_zone: str,
    ) -> None:
        self._gate = gate
        self._directory = directory
        self._choices = ServiceNowChoices(gate)
        self.reading = self._reading = Reading(gate, directory, self._choices, time_zone=time_zone)
        self._attaching = Attaching(gate)
        self._opening = Opening(
            gate, self._reading, directory, self._choices, self._attaching, once, own_ids=own_ids
        )
        self._changing = Changing(gate, self._reading, self._choices, once)

    async def open(self, draft: IncidentDraft, *, key: str) -> Ticket:
        with self._gate.budget():
            return await self._reading.ticket(await self._opening.open(draft, key))

    async def find(self, number: str, *, caller: str) -> Ticket | None:
        with self._gate.budget():
            row = await self._reading.one(number, caller)
            return await self._reading.ticket(row, comments=True) if row is not None else None

    async def own(self, number: str, *, caller: str) -> Ticket:
        """Like find, without comments, also when it was just made. Raises NotFound."""
        return await self._reading.ticket(await self._reading.own(number, caller))

    async def list(self, *, caller: str, limit: int = 5) -> tuple[Ticket, ...]:
        with self._gate.budget():
            mine = await self._reading.of(caller, f"^active=true{_NEWEST}", limit)
        return tuple(found for found in mine if found.state not in states.ENDED)

    async def history(self, *, caller: str, limit: int = 20) -> tuple[Ticket, ...]:
        with self._gate.budget():
            return tuple(await self._reading.of(caller, _NEWEST, limit))

    async def by_key(self, key: str) -> Ticket | None:
        if not is_key(key):
            return None
        with self._gate.budget():
            row = await self._reading.with_key(key)
            return await self._reading.ticket(row) if row is not None else None

    async def update(self, number: str, edit: Edit, *, caller: str, key: str) -> Ticket:
        async def made(row: Row) -> Patch:
            name = edit.assignment_group
            group = await self._directory.group_id(name) if name else None
            known = edit.category is None or await self._choices.offers("category", edit.category)
            change = edited(edit, group_known=group is not None, category_known=known)
            fields = {**change.fields, **({"assignment_group": group} if group else {})}
            return Patch("work_notes", change.note, fields)

        return await self._change("update", number, caller, key, made)

    async def comment(self, number: str, text: str, *, caller: str, key: str) -> Ticket:
        async def made(row: Row) -> Patch:
            on_hold = state_of(row, await self._choices.states()) == "on_hold"
            # The server does this itself for the caller's own account; a bot writes with its own.
            goes_on = {"state": await self._choices.state_value("in_progress"), "hold_reason": ""}
            return Patch("comments", text, goes_on if on_hold else {})

        return await self._change("comment", number, caller, key, made)

    async def work_note(self, number: str, text: str, *, caller: str, key: str) -> Ticket:
        async def made(row: Row) -> Patch:
            return Patch("work_notes", text)

        return await self._change("work_note", number, caller, key, made)

    async def attach(self, number: str, file: File, *, caller: str) -> Ticket:
        with self._gate.budget():
            row = await self._reading.own(number, caller)
            states.check("attach", state_of(row, await self._choices.states()))
            await self._attaching.once(value(row, "sys_id"), file)
            return await self._reading.ticket(row)

    async def resolve(self, number: str, *, ending: Ending, notes: str, caller: str, key: str) -> Ticket:
        async def made(row: Row) -> Patch:
            code = await self._choices.close_code(ending)
            state = await self._choices.state_value("resolved")
            closing = cut(clean(notes), DESCRIPTION)
            return Patch("comments", notes, {"state": state, "close_code": code, "close_notes": closing})

        return await self._change("resolve", number, caller, key, made)

    async def reopen(self, number: str, *, reason: str, caller: str, key: str) -> Ticket:
        async def made(row: Row) -> Patch:
            return Patch("comments", reason, {"state": await self._choices.state_value("in_progress")})

        return await self._change("reopen", number, caller, key, made)

    async def cancel(self, number: str, *, reason: str, caller: str, key: str) -> Ticket:
        async def made(row: Row) -> Patch:
            return Patch("comments", reason, {"state": await self._choices.state_value("canceled")})

        return await self._change("cancel", number, caller, key, made)

    async def escalate(self, number: str, *, reason: str, caller: str, key: str) -> Ticket:
        async def made(row: Row) -> Patch:
            urgency = states.urgency_after(int(value(row, "urgency") or 3))
            return Patch("work_notes", reason, {"urgency": str(urgency)})

        return await self._change("escalate", number, caller, key, made)

    async def watch(self, number: str, *, person: str, caller: str) -> Ticket:
        with self._gate.budget():
            row = await self._reading.own(number, caller)
            if not await self._directory.is_known(person):
                raise Refused("watch_list: no such person")
            there = [who for who in value(row, "watch_list").split(",") if who]
            if person not in there:
                row = await self._changing.set("link", row, {"watch_list": ",".join([*there, person])})
            return await self._reading.ticket(row)

    async def link_problem(self, number: str, problem: str, *, caller: str) -> Ticket:
        with self._gate.budget():
            row = await self._reading.own(number, caller)
            cause = await self._problem(problem.strip().upper())
            return await self._reading.ticket(await self._changing.set("link", row, {"problem_id": cause}))

    async def slas(self, number: str, *, caller: str) -> tuple[Sla, ...]:
        with self._gate.budget():
            task = value(await self._reading.own(number, caller), "sys_id")
            query = f"{equal(task=task)}^ORDERBYplanned_end_time"
            rows = await self._gate.read("/table/task_sla", ask.get(query, _SLA_FIELDS, 20))
        return tuple(_sla(row) for row in rows if value(row, "task") == task)

    async def _change(self, move: states.Move, number: str, caller: str, key: str, made: Made) -> Ticket:
        with self._gate.budget():
            row = await self._changing.change(move, number, caller, key, made)
            return await self._reading.ticket(row)

    async def _problem(self, number: str) -> str:
        """The problem's sys_id. Raises NotFound."""
        if not is_number(number):
            raise NotFound("no such problem")
        rows = await self._gate.read("/table/problem", ask.get(equal(number=number), ("sys_id", "number"), 1))
        found = [value(row, "sys_id") for row in rows if value(row, "number") == number]
        if not found or not is_sys_id(found[0]):
            raise NotFound("no such problem")
        return found[0]


def _sla(row: Row) -> Sla:
    due = value(row, "planned_end_time")
    share = value(row, "business_percentage")
    return Sla(
        name=shown(row, "sla"),
        stage=value(row, "stage"),
        breached=value(row, "has_breached") == "true",
        due=moment(due) if due else None,
        share=float(share) if share else 0.0,
    )
