"""The ports held in memory: what tests use, and a desk that has no ServiceNow."""

from itsm.memory.directory import MemoryDirectory
from itsm.memory.tickets import MemoryTickets

__all__ = ["MemoryDirectory", "MemoryTickets"]
