"""Plain words inside Markdown: what would be read as a mark is escaped. Pure."""

from __future__ import annotations

import re

_PUNCTUATION = re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_BACKSLASH = re.compile(rf"\\(?=[{_PUNCTUATION}]|$)")
_MARK = re.compile(r"[*`\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|~(?=~)")
_LINE_START = re.compile(r"^(?:[#>+=]|-(?! )|~{3})", re.MULTILINE)
_TYPED_DOT = re.compile(r"^(?:[•·▪◦●–] ?|-\s+)(?=\S)", re.MULTILINE)
_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")


def spaced(text: str) -> str:
    """Runs of white space, hard spaces and line breaks of the source among them, as one space."""
    return _SPACES.sub(" ", text)


def escaped(text: str) -> str:
    """The words as they are, wherever they stand in a line."""
    return _MARK.sub(lambda found: "\\" + found.group(), _BACKSLASH.sub(r"\\\\", text))


def line_starts(text: str) -> str:
    """Lines that would be read as headings or quotations escaped; typed dots and dashes make a list, as
    whoever typed them meant."""
    listed = _TYPED_DOT.sub("- ", text)
    return _LINE_START.sub(lambda found: "\\" + found.group(), listed)


def marked(text: str, mark: str, href: str = "") -> str:
    """``text`` in ``mark``, or as a link; the space around it stays outside, as Markdown wants it."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if href:
        inner = f"[{inner}]({_target(href)})" if inner != href else f"<{href}>"
    elif mark == "`":
        inner = _code(inner)
    elif mark and mark not in inner:
        inner = f"{mark}{inner}{mark}".replace("\n", f"{mark}\n{mark}")
    return f"{before}{inner}{after}"


def fenced(text: str) -> str:
    """A block of code; tabs are no part of an article."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}\n{text.expandtabs(4).strip(chr(10)).rstrip()}\n{fence}"


def _code(text: str) -> str:
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{spaced(text)}{pad}{ticks}"


def _target(href: str) -> str:
    return href.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
