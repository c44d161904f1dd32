"""Articles -> passages -> index -> ranked, cited, calibrated answers, or an honest "not covered"."""

from kb_index.errors import BuildRefused, IndexDamaged, IndexMissing, IndexUnusable, WrongModel
from kb_index.knowledge_base import Found, KnowledgeBase, NotCovered, Passage
from kb_index.problem import Invalid, Problem

__all__ = [
    "BuildRefused", "Found", "IndexDamaged", "IndexMissing", "IndexUnusable", "Invalid", "KnowledgeBase",
    "NotCovered", "Passage", "Problem", "WrongModel",
]
