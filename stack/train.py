"""Makes a release candidate from data/ and switches releases.

Nothing is made twice: a release is named by the fingerprint of all that it is made from, and an unchanged
model or index is taken from a release that has it. A file that fails a check never gets into a candidate.
What a candidate understands is measured and compared with the current release before it is called one.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from stack import content, environments, hear, page, settings, stage
from stack import release as releases
from stack.checks import check
from stack.failure import Failure
from stack.hear import Took
from stack.intact import must_be_intact
from stack.release import Manifest
from stack.settings import Settings

RASA = (
    "config.yml",
    "domain.yml",
    "endpoints.yml",
    "credentials.yml",
    "data/nlu",
    "data/stories",
    "data/lexicon",
)
RASA_CODE = ("bot", "language", "wire", "requirements/bot.lock")
INDEX = ("data/articles", "data/lexicon")
INDEX_CODE = ("kb_index", "language", "requirements/main.lock")
COPIED = ("flows", "standards", "lexicon")
KEPT = 10


def train(root: Path) -> Path:
    """Make and measure the candidate, unless that is done, and print what it changes; its folder.

    Raises Failure.
    """
    chosen = settings.read(root)
    home = chosen.var / "releases"
    home.mkdir(parents=True, exist_ok=True)
    wanted = _wanted(chosen)
    folder = home / wanted.hash
    took: Took = []
    if releases.read_manifest(folder) is None:
        _make(chosen, home, folder, wanted, took)
    else:
        stage.say(f"release {wanted.hash}: up to date")
    measured = hear.hear(chosen, folder, took)
    releases.point(home / releases.CANDIDATE, folder)
    _report(home, folder, measured, took)
    return folder


def release(root: Path, *, previous: bool) -> None:
    """Make the candidate or the previous release current. Raises Failure, also for one whose approved texts
    were edited."""
    home = settings.read(root).var / "releases"
    must_be_intact(releases.next_release(home, previous=previous))
    before = releases.resolve(home / releases.CURRENT)
    now = releases.switch(home, previous=previous)
    if now == before:
        stage.say(f"release {now.name} is current already")
        return
    stage.say(f"release {now.name} is current" + (f" (before: {before.name})" if before else ""))
    _prune(home)


def _wanted(chosen: Settings) -> Manifest:
    """What a release of the files as they are now would be, without its content."""
    root, model = chosen.root, chosen.model
    manifest = model / "manifest.json"
    if not manifest.is_file():
        raise Failure(f"There is no model at {model}.", "Make it: make setup")
    encoder = content.sha256(manifest)
    parts = {
        "rasa": content.fingerprint(_listing(root, RASA + RASA_CODE), [encoder]),
        "index": content.fingerprint(_listing(root, INDEX + INDEX_CODE), [encoder]),
    }
    sources = _listing(root, RASA + INDEX + tuple(f"data/{name}" for name in COPIED))
    named = content.fingerprint(sources, parts.values())[:12]
    return Manifest(named, "", content.sha256(model / "model.onnx"), {}, parts, sources)


def _listing(root: Path, places: tuple[str, ...]) -> dict[str, str]:
    return content.listing(root, *(root / place for place in places))


def _make(chosen: Settings, home: Path, folder: Path, wanted: Manifest, took: Took) -> None:
    began = time.monotonic()
    if check(chosen.root) != 0:
        raise Failure("No candidate was made; what runs keeps its release.", "Mend the files named above.")
    took.append(("checks", time.monotonic() - began))
    draft = home / f".making-{wanted.hash}-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        _fill(chosen, home, draft, wanted, took)
        if _wanted(chosen).hash != wanted.hash:
            raise Failure("A file was changed while the candidate was made.", "Run the same command again.")
        made_at = datetime.now(timezone.utc).isoformat(timespec="seconds")
        releases.write_manifest(draft, replace(wanted, made_at=made_at, files=_content_of(draft)))
        shutil.rmtree(folder, ignore_errors=True)  # it has no manifest: a run that was killed left it
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fill(chosen: Settings, home: Path, draft: Path, wanted: Manifest, took: Took) -> None:
    for name in COPIED:
        shutil.copytree(chosen.root / "data" / name, draft / name)
    if not _taken_over(home, draft, "index", wanted):
        build = (".venv/bin/python", "-m", "kb_index", "build", "--index", str(draft / "index"))
        took.append(("index", _run("knowledge index: building", build, chosen, "index")))
    if not _taken_over(home, draft, "rasa", wanted):
        learn = (".venv-bot/bin/python", "-m", "bot", "train", "--out", str(draft / "rasa"))
        took.append(("model", _run("Rasa model: training", learn, chosen, "train")))


def _content_of(draft: Path) -> dict[str, str]:
    """What processes read; a measurement that came along with its model is none of it."""
    return {path: own for path, own in content.listing(draft, draft).items() if path not in hear.REPORTS}


def _run(label: str, command: tuple[str, ...], chosen: Settings, log: str) -> float:
    told = {**chosen.variables, "FIRSTLINE_VAR": str(chosen.var), "FIRSTLINE_MODEL": str(chosen.model)}
    python, *arguments = command
    command = (str(chosen.root / python), *arguments)
    at = environments.log(chosen.root, log)
    return stage.run(label, command, log=at, cwd=chosen.root, environment=told)


def _taken_over(home: Path, draft: Path, part: str, wanted: Manifest) -> bool:
    """Copy a part from a release that was made from the same sources; False when there is none."""
    for folder in _made(home):
        manifest = releases.read_manifest(folder)
        if manifest and manifest.parts.get(part) == wanted.parts[part] and (folder / part).is_dir():
            shutil.copytree(folder / part, draft / part)
            stage.say(f"{part}: taken from release {folder.name}")
            return True
    return False


def _made(home: Path) -> Iterator[Path]:
    """Every release, the newest first."""
    made = [
        folder
        for folder in home.iterdir()
        if not folder.is_symlink() and (folder / "manifest.json").is_file()
    ]
    return iter(sorted(made, key=lambda folder: (folder / "manifest.json").stat().st_mtime, reverse=True))


def _report(home: Path, folder: Path, measured: page.Measured, took: Took) -> None:
    """Print the page that compares the candidate with the current release; all of it lies in its folder."""
    current, candidate = releases.resolve(home / releases.CURRENT), releases.read_manifest(folder)
    if candidate is None or current == folder:
        stage.say(f"release {folder.name} is the current one already")
        return
    before = hear.known(current) if current else None
    changes = releases.compared(releases.read_manifest(current) if current else None, candidate)
    lines = page.page(page.Account(measured, before, changes, tuple(took)))
    (folder / hear.PAGE).write_text("\n".join(lines) + "\n", "utf-8")
    print("\n" + "\n".join(page.shortened(lines)) + "\n")
    for name in (hear.PAGE, hear.CONFUSION):
        if (folder / name).is_file():
            stage.say(str(folder / name))


def _prune(home: Path) -> None:
    """Keep the newest releases and whatever a link names."""
    links = (releases.CURRENT, releases.PREVIOUS, releases.CANDIDATE)
    named = {releases.resolve(home / link) for link in links}
    for folder in list(_made(home))[KEPT:]:
        if folder.resolve() not in named:
            shutil.rmtree(folder)
