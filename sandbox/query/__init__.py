"""Encoded queries: read, and turned into SQL."""

from sandbox.query.grammar import Query, Term, parse

__all__ = ["Query", "Term", "parse"]
