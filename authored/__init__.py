"""Files that people author: YAML read with its lines, and problems that name file, line and remedy.

A leaf: it imports nothing of ours; every package that reads data/ may use it.
"""

from authored.approvals import Governed, Vouched, fingerprint
from authored.documents import Document, read, shape
from authored.problems import Invalid, Problem

__all__ = ["Document", "Governed", "Invalid", "Problem", "Vouched", "fingerprint", "read", "shape"]
