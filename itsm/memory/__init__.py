"""The ports held in memory: what tests use, and a desk that has no ServiceNow."""

from itsm.memory.accounts import MemoryAccounts, MemoryAudit
from itsm.memory.catalogue import MemoryCatalogue
from itsm.memory.catalogue_changes import MemoryCatalogueChanges
from itsm.memory.changes import MemoryChanges
from itsm.memory.chats import MemoryChats
from itsm.memory.directory import MemoryDirectory
from itsm.memory.knowledge import MemoryKnowledge
from itsm.memory.problems import MemoryProblems
from itsm.memory.remote_help import MemoryRemoteHelp
from itsm.memory.stock import MemoryStock
from itsm.memory.tickets import MemoryTickets
from itsm.memory.trouble import MemoryTrouble

__all__ = [
    "MemoryAccounts", "MemoryAudit", "MemoryCatalogue", "MemoryCatalogueChanges", "MemoryChanges",
    "MemoryChats", "MemoryDirectory", "MemoryKnowledge", "MemoryProblems", "MemoryRemoteHelp", "MemoryStock",
    "MemoryTickets", "MemoryTrouble",
]  # fmt: skip
