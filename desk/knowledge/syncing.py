"""One run: what changed there comes here to be reviewed, what was approved here goes there."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from desk.knowledge.deciding import Agreed, Move, Words, differences, move
from desk.knowledge.kept import Kept
from desk.knowledge.patience import Patience
from desk.knowledge.shelves import Ours, Shelves, Unreadable
from itsm.errors import Refused
from itsm.knowledge import Article, Knowledge
from kb_index.from_html import NotConverted, to_markdown
from kb_index.library import MAX_BYTES
from kb_index.to_html import to_html

_KEYS = uuid.UUID("6b1d5c0e-6a4e-5d43-9f2a-5a1b8c0f7e21")
_OLD_VERSION, _RETIRED = "outdated", "retired"


@dataclass
class Done:
    """Exact counts of this run, by what was done; ``conflicts`` maps numbers to differences."""

    counts: Counter[str] = field(default_factory=Counter)
    conflicts: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class Syncing:
    """``page`` is how many articles are asked for at once, at most 100."""

    def __init__(
        self, knowledge: Knowledge, shelves: Shelves, kept: Kept, patience: Patience,
        say: Callable[[str], None], page: int = 50,
    ) -> None:  # fmt: skip
        self._knowledge = knowledge
        self._shelves = shelves
        self._kept = kept
        self._patience = patience
        self._say = say
        self._page = page
        self._agreed = kept.agreed()
        self._cursor = kept.cursor()
        self.done = Done()

    async def pull(self) -> None:
        """Raises Unavailable; what was done until then is kept, and the next run goes on from there."""
        await self._unsettled()
        while found := await self._next():
            files = await self._patience(partial(self._knowledge.files, found))
            for theirs in found:
                self._come(theirs, files.get(theirs.number, ()))
            self._kept.read_to(self._cursor)

    async def push(self) -> None:
        """What is approved here and differs from what was sent. Raises Unavailable."""
        for ours in self._shelves.approved():
            number = self._number_of(ours)
            if number in self.done.conflicts or number in self.done.refused:
                continue
            try:
                await (self._send(number, ours) if number else self._send_new(ours))
            except Refused as error:
                self._refuse(number or ours.article.id, error.detail)

    async def settle(self, number: str, *, keep_ours: bool) -> bool:
        """A person decided a conflict: our words are sent by the next ``push``, or theirs are laid out for
        review. False when there is no such article on both sides."""
        theirs = await self._patience(lambda: self._knowledge.read(number))
        before = self._agreed.get(number)
        ours = self._shelves.find(number, before.article if before else "")
        if theirs is None or ours is None:
            return False
        words, notes = _words(theirs, ())
        if keep_ours:
            self._keep(number, Agreed(ours.article.id, words.mark, "", before.review if before else ""))
        else:
            self._lay(theirs, words, ours, notes)
        return True

    async def _next(self) -> tuple[Article, ...]:
        read = partial(self._knowledge.changed_since, self._cursor, self._page)
        found, self._cursor = await self._patience(read)
        return found

    async def _unsettled(self) -> None:
        """Conflicts of earlier runs are looked at again: nothing may have changed there since."""
        for number in [n for n, agreed in self._agreed.items() if agreed.conflict]:
            theirs = await self._patience(partial(self._knowledge.read, number))
            if theirs is not None:
                self._come(theirs, ())

    def _come(self, theirs: Article, files: tuple[str, ...]) -> None:
        if theirs.state == _OLD_VERSION or theirs.number in self.done.conflicts:
            return
        before = self._agreed.get(theirs.number)
        ours = self._shelves.find(theirs.number, before.article if before else "")
        try:
            if theirs.state == _RETIRED:
                self._retired(theirs, ours)
                return
            words, notes = _words(theirs, files)
            self._act(theirs, words, ours, before, notes)
        except (NotConverted, Unreadable) as error:
            self._refuse(theirs.number, str(error))

    def _act(
        self, theirs: Article, words: Words, ours: Ours | None, before: Agreed | None, notes: list[str]
    ) -> None:
        step = move(ours.words if ours else None, words, before)
        if step is Move.UPDATE and ours and self._edited_beside(ours, before):
            step = Move.CONFLICT
        match step:
            case Move.FETCH | Move.UPDATE:
                self._lay(theirs, words, ours, notes)
                self.done.counts["pulled new" if step is Move.FETCH else "pulled changed"] += 1
            case Move.AGREE if ours:
                self._keep(theirs.number, Agreed(ours.article.id, words.mark, ours.words.mark))
                self.done.counts["unchanged"] += 1
            case Move.CONFLICT if ours:
                self._conflict(theirs.number, words, ours, before)
            case _:
                if before and before.conflict:
                    self._keep(theirs.number, replace(before, conflict=False))
                self.done.counts["unchanged"] += 1

    def _edited_beside(self, ours: Ours, before: Agreed | None) -> bool:
        """Whether somebody wrote in the copy that lies beside an approved article."""
        copy = self._shelves.waiting.get(ours.article.id)
        return not ours.waits and copy is not None and (before is None or copy.words.mark != before.review)

    def _lay(self, theirs: Article, words: Words, ours: Ours | None, notes: list[str]) -> None:
        laid = self._shelves.put(theirs, words, ours, notes)
        mine = ours.words.mark if ours and not ours.waits else laid.words.mark
        self._keep(theirs.number, Agreed(laid.article.id, words.mark, mine, laid.words.mark))

    def _retired(self, theirs: Article, ours: Ours | None) -> None:
        if ours is None or ours.article.state.value == _RETIRED:
            self.done.counts["unchanged"] += 1
        elif ours.waits:
            self._shelves.retire(ours)
            self.done.counts["retired"] += 1
        else:
            self._refuse(theirs.number, f"retired there, but '{ours.article.id}' is still answered from here")

    def _number_of(self, ours: Ours) -> str:
        sent = (n for n, agreed in self._agreed.items() if agreed.article == ours.article.id)
        source = ours.article.source
        return source if source.startswith("KB") else next(sent, "")

    async def _send_new(self, ours: Ours) -> None:
        title, html, key = ours.words.title, to_html(ours.words.body), str(uuid.uuid5(_KEYS, ours.article.id))
        made = await self._patience(lambda: self._knowledge.write(title, html, key=key))
        words, _ = _words(made, ())
        if words.mark == _words(replace(made, title=title, text=html), ())[0].mark:
            self._keep(made.number, Agreed(ours.article.id, words.mark, ours.words.mark))
            self.done.counts["pushed new"] += 1
        else:  # sent once before, then forgotten here and changed there
            self._conflict(made.number, words, ours, None)

    async def _send(self, number: str, ours: Ours) -> None:
        before = self._agreed.get(number)
        if before is not None and before.ours == ours.words.mark:
            return
        theirs = await self._patience(lambda: self._knowledge.read(number))
        if theirs is None or theirs.state in (_RETIRED, _OLD_VERSION):
            self._refuse(number, "not there, or retired there")
            return
        words, _ = _words(theirs, ())
        title, html = ours.words.title, to_html(ours.words.body)
        wanted, _ = _words(replace(theirs, title=title, text=html), ())
        if words.mark == wanted.mark:  # sent before, and the run ended before it was written down
            self._keep(number, Agreed(ours.article.id, words.mark, ours.words.mark))
            self.done.counts["already there"] += 1
        elif move(ours.words, words, before) is Move.SEND:
            await self._change(number, ours, title, html)
        else:
            self._conflict(number, words, ours, before)

    async def _change(self, number: str, ours: Ours, title: str, html: str) -> None:
        key = str(uuid.uuid5(_KEYS, f"{number} {ours.words.mark}"))
        made = await self._patience(lambda: self._knowledge.write(title, html, key=key, number=number))
        self._keep(number, Agreed(ours.article.id, _words(made, ())[0].mark, ours.words.mark))
        self.done.counts["pushed changed"] += 1

    def _conflict(self, number: str, words: Words, ours: Ours, before: Agreed | None) -> None:
        old = before or Agreed(ours.article.id, "", "")
        self._keep(number, replace(old, conflict=True))
        self.done.conflicts[number] = differences(ours.words, words, number)

    def _refuse(self, name: str, why: str) -> None:
        self.done.refused[name] = why
        self._say(f"{name}: {why}")

    def _keep(self, number: str, agreed: Agreed) -> None:
        self._agreed[number] = agreed
        self._kept.agree(number, agreed)


def _words(theirs: Article, files: tuple[str, ...]) -> tuple[Words, list[str]]:
    """Their article as our words, and what the next reader must know. Raises NotConverted."""
    found = to_markdown(theirs.text)
    if len(found.markdown.encode()) > MAX_BYTES - 10_000:
        raise NotConverted(f"an article of {len(found.markdown)} characters")
    notes = [f"attached there: {', '.join(files)}"] if files else []
    if found.pictures:
        notes.append(f"pictures left out: {found.pictures}")
    return Words(theirs.title, found.markdown), notes
