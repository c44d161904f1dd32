"""An empty server filled: the same company for the same moment, its history ending then."""

from __future__ import annotations

import itertools
from datetime import datetime

from sandbox.seed import choices, devices, history, imports, library, people, rights, shop, tracked
from sandbox.seed.planting import Ground, made_id
from sandbox.store import Store


def seed(store: Store, *, today: datetime) -> None:
    """Fill the empty store; ``today`` decides the times, everything else is always the same."""
    ground = Ground(store, today.replace(second=0, microsecond=0))
    counter, others = itertools.count(), store.new_id
    store.new_id = lambda: made_id("row", str(next(counter)))
    with store.transaction():
        choices.choices(ground)
        rights.rights(ground)
        rights.service_levels(ground)
        rights.dictionary(ground)
        persons = people.people(ground)
        devices.devices(ground, persons)
        shop.catalogue(ground)
        imports.imports(ground)
        library.knowledge(ground, persons)
        incidents = history.incidents(ground, persons)
        tracked.problems(ground, incidents)
        tracked.outages(ground)
        tracked.changes(ground)
        tracked.orders(ground)
        tracked.interactions(ground, persons, incidents)
    store.new_id = others
