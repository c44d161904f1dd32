"""How good a ranking is. Pure; one relevant article or several, each counted once."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from statistics import fmean, median

DEPTH = 10


def hit(ranking: Sequence[str], relevant: Collection[str], at: int) -> float:
    """1 when one of the first ``at`` is relevant."""
    return float(any(article in relevant for article in ranking[:at]))


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str], depth: int = DEPTH) -> float:
    places = (place for place, article in enumerate(ranking[:depth], start=1) if article in relevant)
    return 1 / next(places, math.inf)


def ndcg(ranking: Sequence[str], relevant: Collection[str], depth: int = DEPTH) -> float:
    """Discounted gain, against the best order there could be."""
    gained = sum(1 / math.log2(n + 2) for n, article in enumerate(ranking[:depth]) if article in relevant)
    best = sum(1 / math.log2(n + 2) for n in range(min(len(set(relevant)), depth)))
    return gained / best if best else 0.0


def summary(
    asked: Sequence[tuple[Sequence[str], Collection[str], bool]], milliseconds: Sequence[float]
) -> Mapping[str, float | int | None]:
    """Of (ranking, relevant, answered) per question. Rankings are judged before refusal; ``answered`` is
    the share of answerable questions that were answered, ``refused`` of the others that were not, and
    None when there are none."""
    answerable = [(ranking, relevant) for ranking, relevant, _ in asked if relevant]
    figures: dict[str, float | int | None] = {"queries": len(asked), "answerable": len(answerable)}
    for at in (1, 3, 5):
        figures[f"hit@{at}"] = _mean([hit(*pair, at) for pair in answerable])
    figures["mrr@10"] = _mean([reciprocal_rank(*pair) for pair in answerable])
    figures["ndcg@10"] = _mean([ndcg(*pair) for pair in answerable])
    figures["answered"] = _mean([float(answered) for _, relevant, answered in asked if relevant])
    figures["refused"] = _mean([float(not answered) for _, relevant, answered in asked if not relevant])
    figures["ms_p50"] = round(median(milliseconds), 2) if milliseconds else None
    return figures


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), 4) if values else None
