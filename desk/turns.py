"""The bot's turns: one in flight per conversation, asked again until it is answered.

The turn is written into the conversation's row before it is asked, and it is idempotent by its id:
whoever finds it there after a crash asks the same turn again.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from desk import affected, records, survey
from desk.bot_client import Bot, BotUnavailable, TurnFailed
from desk.core import replies
from desk.core.backoff import delay
from desk.core.conversation import Conversation, Holder
from desk.core.events import Event
from desk.core.settle import settle_seconds
from desk.core.turns import confirms, first_turn, turn_of, unanswered
from desk.desk import BOT_NAME, Desk, fact, notice
from desk.handoffs import Handoffs
from desk.store import buttons, conversations, inbound, log
from desk.store.conversations import Conflict
from desk.store.database import Busy
from desk.surroundings import Surroundings
from desk.waiting import PERSON
from desk.work import promise, settle_from_reply, told_keys
from wire.turn import Notice, TurnReply, TurnRequest

_FAILED_TRIES = 4

slog = structlog.get_logger("desk.turns")


class Turns:
    """Runs a task for each conversation that owes an answer."""

    def __init__(
        self,
        desk: Desk,
        bot: Bot,
        handoffs: Handoffs,
        *,
        join_ms: int | None = None,
        outages: Callable[[], list[Notice]] = list,
    ) -> None:
        self._desk = desk
        self._bot = bot
        self._handoffs = handoffs
        self.join_ms = join_ms
        self._surroundings = Surroundings(desk.db, outages)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._typing: dict[str, datetime] = {}
        self._stopping = False

    def want(self, conversation: str) -> None:
        """There may be something to answer. Safe to call at any time, any number of times."""
        if self._stopping:
            return
        if conversation in self._tasks:
            self._again.add(conversation)
            return
        task = asyncio.create_task(self._work(conversation))
        self._tasks[conversation] = task
        task.add_done_callback(lambda _: self._finished(conversation))

    def is_typing(self, conversation: str) -> None:
        self._typing[conversation] = self._desk.now()

    @property
    def busy(self) -> bool:
        """Whether any conversation is being answered now."""
        return bool(self._tasks)

    async def resume(self) -> None:
        """After a start: every conversation whose last messages were not answered."""
        async with self._desk.db.read() as connection:
            waiting = await conversations.with_unanswered(connection)
        for conversation in waiting:
            self.want(conversation)

    async def stop(self) -> None:
        """Leave every turn where it is: whoever starts next asks it again."""
        self._stopping = True
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _finished(self, conversation: str) -> None:
        self._tasks.pop(conversation, None)
        if conversation in self._again:
            self._again.discard(conversation)
            self.want(conversation)

    async def _work(self, conversation: str) -> None:
        try:
            while await self._one(conversation):
                pass
        except Busy:
            slog.warning("database busy", conversation=conversation)
            await asyncio.sleep(1.0)
            self._again.add(conversation)
        except asyncio.CancelledError:
            raise
        except Exception:
            # The gate of this task: one broken conversation must not take the others down.
            slog.exception("turn broke", conversation=conversation)

    async def _one(self, conversation: str) -> bool:
        """Do one turn, or one try of it. False when nothing is owed any more."""
        begun = await self._begin(conversation)
        if begun is None:
            return False
        c, event = begun
        assert c.turn is not None
        try:
            reply = await self._ask(c, event)
        except BotUnavailable as error:
            await self._later(c, str(error), broken=False)
        except TurnFailed as error:
            await self._later(c, str(error), broken=True)
        else:
            return await self._answered(c, reply)
        return True

    async def _begin(self, conversation: str) -> tuple[Conversation, Event] | None:
        """The turn that is to be asked now: the one under way, or a new one once the words settled."""
        while True:
            async with self._desk.db.read() as connection:
                c = await conversations.get(connection, conversation)
                if c is None or c.holder is not Holder.BOT:
                    return None
                events = await log.events_of(connection, conversation, c.handled_seq)
            if c.turn is not None:
                return c, next(e for e in events if e.seq == c.turn["last"])
            pending = first_turn(unanswered(events, c.handled_seq))
            if not pending:
                return None
            wait = self._settle(c, pending)
            if wait <= 0:
                started = await self._start(c, pending)
                if started:
                    return started, pending[-1]
                continue  # the conversation moved on meanwhile: look again
            await asyncio.sleep(min(wait, 0.25))

    def _settle(self, c: Conversation, pending: list[Event]) -> float:
        if pending[-1].data.get("payload") or pending[-1].kind != "message":
            return 0.0
        now = self._desk.now()
        typed = self._typing.get(c.id)
        window = (self.join_ms if self.join_ms is not None else self._desk.standards().timers.join_ms) / 1000
        newest = max(pending[-1].at, typed) if typed else pending[-1].at
        return settle_seconds(
            [str(e.data["text"]) for e in pending],
            awaiting=c.awaiting,
            quiet_s=(now - newest).total_seconds(),
            waited_s=(now - pending[0].at).total_seconds(),
            window_s=window,
            typing=typed is not None and typed > pending[-1].at,
        )

    async def _start(self, c: Conversation, pending: list[Event]) -> Conversation | None:
        try:
            async with self._desk.db.write() as connection:
                return await conversations.save(connection, c, replace(c, turn=turn_of(c.id, pending)))
        except Conflict:
            return None

    async def _ask(self, c: Conversation, event: Event) -> TurnReply:
        assert c.turn is not None
        now = self._desk.now()
        around = await self._surroundings.of(c, event, self._desk.standards(), now)
        kind = c.turn["kind"]
        request = TurnRequest(
            id=c.turn["id"],
            conversation=c.id,
            kind=kind,
            context=around,
            text=c.turn["text"],
            payload="/agent_returned" if kind == "event" else c.turn["payload"],
        )
        self._desk.live.signal(c.id, "typing", {"role": "bot"})
        patience = asyncio.create_task(self._still_working(c.id))
        try:
            return await self._bot.turn(request)
        finally:
            patience.cancel()

    async def _still_working(self, conversation: str) -> None:
        await asyncio.sleep(self._desk.standards().timers.progress_s)
        self._desk.live.signal(conversation, "progress", {"text": self._desk.words("still_working")})

    async def _answered(self, asked: Conversation, reply: TurnReply) -> bool:
        """Log the reply, once. Whether more may be owed: something was written while the bot thought."""
        try:
            return await self._log(asked, reply)
        except IntegrityError:
            slog.info("turn was logged before", conversation=asked.id, turn=reply.id)
            return True

    async def _log(self, asked: Conversation, reply: TurnReply) -> bool:
        async with self._desk.db.write() as connection:
            c = await conversations.get(connection, asked.id)
            assert c is not None
            assert asked.turn is not None
            await inbound.remember(connection, "turn", reply.id, c.id, asked.turn["last"])
            moved = c.holder is not Holder.BOT
            more = c.last_seq > asked.turn["last"]
            told = await told_keys(connection, reply)
            done = replies.apply(
                replace(c, turn=asked.turn),
                reply,
                bot_name=BOT_NAME,
                new_id=lambda: secrets.token_urlsafe(12),
                told=told,
            )
            await buttons.keep(connection, c.id, done.buttons)
            c = await conversations.save(connection, c, _keep_holder(c, done.conversation))
            await self._desk.append(connection, c, done.events)
            await records.keep(self._desk, connection, c, reply)
            await affected.keep(self._desk, connection, c, reply)
            for work in done.works:
                await settle_from_reply(self._desk, connection, c, work, shown=not moved)
            await self._follow(connection, c, done)
        if any(event.kind == "tip" for event in done.events):
            self._surroundings.tip_given(c.person_id)
        await self._desk.published(asked.id, queue_moved=done.handoff is not None)
        return more

    async def _follow(self, connection: AsyncConnection, c: Conversation, done: replies.Applied) -> None:
        if c.holder is not Holder.BOT:
            return
        if done.handoff:
            fresh = await conversations.get(connection, c.id)
            assert fresh is not None
            await self._handoffs.offer(connection, fresh, done.handoff)
        elif done.solved:
            await survey.ask(self._desk, connection, c, "bot")

    async def _later(self, asked: Conversation, why: str, *, broken: bool) -> None:
        """The bot did not answer this turn: tell the person once, promise what was confirmed, try again."""
        assert asked.turn is not None
        slog.warning("turn not answered", conversation=asked.id, why=why, attempts=asked.turn["attempts"])
        attempts = int(asked.turn["attempts"]) + 1
        async with self._desk.db.write() as connection:
            c = await conversations.get(connection, asked.id)
            assert c is not None
            if c.holder is not Holder.BOT or c.turn is None or c.turn["id"] != asked.turn["id"]:
                return
            give_up = broken and attempts >= _FAILED_TRIES and not confirms(c)
            turn = {**c.turn, "attempts": attempts, "told": True}
            if not c.turn["told"] and (attempts >= 2 or not broken):
                await self._tell(connection, c)
            elif not c.turn["told"]:
                turn["told"] = False
            after = replace(c, turn=turn)
            if give_up:
                after = replace(c, turn=None, handled_seq=turn["last"])
                await self._desk.append(connection, c, [fact("turn_abandoned", turn=turn["id"])])
            fresh = await conversations.get(connection, c.id)
            assert fresh is not None
            await conversations.save(connection, fresh, replace(after, last_seq=fresh.last_seq))
        await self._desk.published(asked.id)
        await asyncio.sleep(delay(attempts, first=0.5, most=15.0))

    async def _tell(self, connection: AsyncConnection, c: Conversation) -> None:
        if confirms(c):
            await promise(self._desk, connection, c)
            return
        shown = await buttons.store(connection, c.id, [(self._desk.words("label_talk_to_person"), PERSON)])
        await self._desk.append(
            connection, c, [notice(self._desk.words("bot_unavailable"), "bot_unavailable", shown)]
        )


def _keep_holder(now: Conversation, after: Conversation) -> Conversation:
    """What the reply changes, without touching who holds the conversation and what an agent's time left."""
    if now.holder is Holder.BOT:
        return after
    return replace(
        now,
        outcome=now.outcome or after.outcome,
        deflection=now.deflection or after.deflection,
        handled_seq=now.handled_seq,
    )
