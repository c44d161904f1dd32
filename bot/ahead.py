"""Encoding beside the event loop, and together: what waits for the encoder is encoded in one go.

The encoder's time is spent fetching its weights from memory; two short messages at once cost little more
than one. While it runs the loop goes on with other turns.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from language.tokens import Tokens

Encode = Callable[[Sequence[str]], Tokens]


class Ahead:
    """``encode`` runs in one thread of its own, one call at a time."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._waiting: list[tuple[Sequence[str], asyncio.Future[Tokens]]] = []
        self._running: asyncio.Task[None] | None = None

    async def tokens(self, texts: Sequence[str]) -> Tokens:
        """What ``encode`` gives for these texts. Raises what it raises."""
        answer: asyncio.Future[Tokens] = asyncio.get_running_loop().create_future()
        self._waiting.append((texts, answer))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            try:
                await self._answer(together)
            except Exception as error:  # the gate of this task: whoever waits gets it
                for _, answer in together:
                    if not answer.done():
                        answer.set_exception(error)

    async def _answer(self, together: Sequence[tuple[Sequence[str], asyncio.Future[Tokens]]]) -> None:
        every = [text for texts, _ in together for text in texts]
        found = await asyncio.get_running_loop().run_in_executor(self._thread, self._encode, every)
        first = 0
        for texts, answer in together:
            if not answer.done():  # its turn may have been cancelled
                answer.set_result(found.take(list(range(first, first + len(texts)))))
            first += len(texts)
