"""Write an approval into an article's front matter: who read this text, when, and its fingerprint."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from kb_index import rules
from kb_index.article import Approval, Article, State
from kb_index.front_matter import FENCE
from kb_index.problem import Invalid, Problem
from kb_index.reading import read


def approve(path: Path, *, by: str, on: date) -> Article:
    """The article as approved; its file is rewritten in one step, comments and order kept.

    Raises Invalid when something else is wrong with the article: nobody can vouch for that.
    """
    text = path.read_text(encoding="utf-8")
    article, problems = read(str(path), text)
    if article is None:
        raise Invalid(problems)
    approved = replace(article, state=State.APPROVED, approval=Approval(by, on, article.text_hash()))
    others = [*_beside_approval(problems), *rules.problems(str(path), approved, text)]
    if others:
        raise Invalid(others)
    _replace(path, stamped(text, approved))
    return approved


def stamped(text: str, article: Article) -> str:
    """``text`` with the article's state and approval in its front matter; the body is untouched."""
    assert article.approval is not None
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    end = next(n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    front = yaml.load("".join(lines[1:end]))
    front["state"] = article.state.value
    approval = {"person": article.approval.person, "date": article.approval.on, "hash": article.approval.hash}
    if "approval" in front:
        front["approval"] = approval
    else:
        front.insert(list(front).index("state") + 1, "approval", approval)
    out = io.StringIO()
    yaml.dump(front, out)
    return "".join([lines[0], out.getvalue(), *lines[end:]])


def _beside_approval(problems: tuple[Problem, ...]) -> list[Problem]:
    """An old approval that is malformed is about to be replaced, so it does not count."""
    return [p for p in problems if "approval" not in p.message]


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)
