"""What would have been learnt without a line, or without an article: calibration asks by these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kb_index.encoding import Progress
from kb_index.index import Index
from kb_index.told_apart import Taught, ToldApart, learn

PARTS = 3  # each line is out of one part, each article too: so many are learnt anew, twice


@dataclass(frozen=True)
class Unseen:
    """Empty where the index has learnt nothing."""

    by_line: tuple[ToldApart, ...] = ()
    by_article: tuple[ToldApart, ...] = ()

    @classmethod
    def of(cls, index: Index, progress: Progress) -> Unseen:
        if index.told_apart is None:
            return cls()
        learnt = []
        for done, part in enumerate(_parts(index.taught()), start=1):
            learnt.append(learn(part))
            progress("what tells them apart", done, 2 * PARTS)
        return cls(tuple(learnt[:PARTS]), tuple(learnt[PARTS:]))

    def without_line(self, place: int) -> ToldApart | None:
        """``place``: the row of an article's line, or that of an everyday line."""
        return self.by_line[place % PARTS] if self.by_line else None

    def without_article(self, article: int) -> ToldApart | None:
        return self.by_article[article % PARTS] if self.by_article else None


def _parts(taught: Taught) -> Iterator[Taught]:
    """First without a part of the lines, then without a part of the articles."""
    nobodys = taught.classes == taught.articles
    places = np.where(nobodys, np.arange(len(nobodys)) - int((~nobodys).sum()), np.arange(len(nobodys)))
    for part in range(PARTS):
        yield taught.without(places % PARTS == part)
    for part in range(PARTS):
        yield taught.without(~nobodys & (taught.classes % PARTS == part))
