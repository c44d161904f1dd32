"""An empty server filled: the same company for the same moment, its history ending then."""

from __future__ import annotations

import itertools
from datetime import datetime

from sandbox.seed import choices, devices, history, imports, library, people, rights, shop, tracked
from sandbox.seed.planting import Ground, made_id
from sandbox.store import Row, Store


def seed(store: Store, *, today: datetime) -> None:
    """Fill the empty store; ``today`` decides the times, everything else is always the same."""
    ground = Ground(store, today.replace(second=0, microsecond=0))
    counter, others = itertools.count(), store.new_id
    store.new_id = lambda: made_id("row", str(next(counter)))
    with store.transaction():
        _rules(ground)
        persons = people.people(ground)
        _things(ground, persons)
        library.knowledge(ground, persons)
        incidents = history.incidents(ground, persons)
        tracked.problems(ground, incidents)
        tracked.outages(ground)
        tracked.changes(ground)
        tracked.orders(ground)
        tracked.interactions(ground, persons, incidents)
    store.new_id = others


def outdated(store: Store) -> bool:
    """Whether the file was filled before there were clients and service levels in it."""
    return not store.rows("SELECT sys_id FROM oauth_entity LIMIT 1")


def complete(store: Store, *, today: datetime) -> None:
    """Give an older file what it lacks. Its people, incidents and whatever else is in it stay as they are."""
    ground = Ground(store, today.replace(second=0, microsecond=0), around=True)
    with store.transaction():
        _rules(ground)
        people.groups_and_roles(ground)
        _things(ground, store.rows("SELECT * FROM sys_user WHERE email <> ''"))


def _rules(ground: Ground) -> None:
    choices.choices(ground)
    rights.rights(ground)
    rights.service_levels(ground)
    rights.dictionary(ground)
    imports.imports(ground)


def _things(ground: Ground, persons: list[Row]) -> None:
    devices.devices(ground, persons)
    shop.catalogue(ground)
