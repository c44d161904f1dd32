"""Agents: who is signed in, for which queues, and when they were last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import agent


@dataclass(frozen=True)
class Agent:
    """``queues`` empty means every queue."""

    id: str
    name: str
    queues: list[str]
    signed_in: bool
    seen_at: datetime

    def serves(self, queue: str) -> bool:
        return not self.queues or queue in self.queues


async def sign_in(connection: AsyncConnection, who: Agent) -> None:
    values = {"name": who.name, "queues": who.queues, "signed_in": True, "seen_at": who.seen_at}
    done = await connection.execute(agent.update().where(agent.c.id == who.id).values(**values))
    if done.rowcount == 0:
        await connection.execute(agent.insert().values(id=who.id, **values))


async def sign_out(connection: AsyncConnection, agent_id: str) -> None:
    await connection.execute(agent.update().where(agent.c.id == agent_id).values(signed_in=False))


async def seen(connection: AsyncConnection, agent_id: str, at: datetime) -> None:
    await connection.execute(agent.update().where(agent.c.id == agent_id).values(seen_at=at))


async def get(connection: AsyncConnection, agent_id: str) -> Agent | None:
    row = (await connection.execute(agent.select().where(agent.c.id == agent_id))).mappings().first()
    return Agent(**row) if row else None


async def present(connection: AsyncConnection, since: datetime) -> list[Agent]:
    """Agents who are signed in and were seen after ``since``."""
    query = agent.select().where(agent.c.signed_in.is_(True), agent.c.seen_at >= since).order_by(agent.c.id)
    return [Agent(**row) for row in (await connection.execute(query)).mappings()]
