"""All tables of a new instance together."""

from __future__ import annotations

from sandbox.tables import catalogue, cmdb, knowledge, people, stock, system, task
from sandbox.tables.fields import Declared

DECLARED: tuple[Declared, ...] = (
    *task.TABLES,
    *people.TABLES,
    *cmdb.TABLES,
    *catalogue.TABLES,
    *knowledge.TABLES,
    *stock.TABLES,
    *system.TABLES,
)
