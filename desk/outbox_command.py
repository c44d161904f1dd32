"""``python -m desk outbox``: the dead letters, and one of them sent again, for who has no browser."""

from __future__ import annotations

import json

from desk import dead_letters
from desk.clock import SystemClock
from desk.desk import Desk
from desk.live import Live
from desk.settings import Settings
from desk.standards_folder import StandardsFolder
from desk.store.database import Database


async def run(settings: Settings, key: str, changes: list[str]) -> int:
    """List them as JSON lines; with ``key`` send that one again, mended by ``field=value``."""
    database = Database(settings.database)
    desk = Desk(database, SystemClock(), Live(), StandardsFolder(settings.release_folder))
    try:
        if key:
            mended = dict(change.partition("=")[::2] for change in changes)
            await dead_letters.send_again(desk, key, mended, by="command")
            return 0
        for letter in await dead_letters.listed(desk):
            why = (letter.result or {}).get("why", "")
            draft = letter.payload.get("payload", {})
            line = {"key": letter.key, "conversation": letter.conversation, "why": why, "draft": draft}
            print(json.dumps(line, ensure_ascii=False))
        return 0
    except dead_letters.NotDead:
        print(f"no dead letter {key}")
        return 1
    finally:
        await database.close()
