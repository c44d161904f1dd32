"""Making candidates: nothing twice, nothing broken. Index and model are made by a stand-in that counts."""

from pathlib import Path

import pytest

from stack import release as releases
from stack import train as training
from stack.failure import Failure

STAND_IN = """#!/bin/sh
echo "$2 $3" >> "{root}/asked"
case "$2 $3" in
  "kb_index build") mkdir -p "$5" && cp "{root}/data/articles/vpn.md" "$5/passages" ;;
  "bot train") mkdir -p "$5" && cat "{root}"/data/nlu/* > "$5/model.tar.gz" ;;
  "flows check") ! grep -q broken "{root}/data/flows/vpn.yml" ;;
esac
"""
BUILDS = ("kb_index build", "bot train")
FILES = (
    "config.yml", "domain.yml", "data/nlu/vpn.yml", "data/stories/vpn.yml", "data/articles/vpn.md",
    "data/flows/vpn.yml", "data/standards/topics.yml", "data/lexicon/products.yml", "var/model/model.onnx",
    "var/model/manifest.json", "bot/engine.py", "language/encoder.py", "kb_index/build.py",
)  # fmt: skip


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name in ("FIRSTLINE_VAR", "FIRSTLINE_MODEL", "FIRSTLINE_RELEASE", "FIRSTLINE_MODE"):
        monkeypatch.delenv(name, raising=False)
    for file in FILES:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(f"first text of {file}\n")
    for environment in (".venv", ".venv-bot"):
        (tmp_path / environment / "bin").mkdir(parents=True)
        program = tmp_path / environment / "bin" / "python"
        program.write_text(STAND_IN.format(root=tmp_path))
        program.chmod(0o755)
    return tmp_path


def made(project: Path) -> list[str]:
    """What was built since the last call."""
    asked = project / "asked"
    lines = asked.read_text().splitlines() if asked.exists() else []
    asked.unlink(missing_ok=True)
    return [line for line in lines if line in BUILDS]


def change(project: Path, file: str) -> None:
    (project / file).write_text(f"another text of {file}\n")


def test_a_candidate_holds_all_that_processes_read_and_names_every_file(project):
    folder = training.train(project)
    manifest = releases.read_manifest(folder)
    assert set(manifest.files) == {
        "flows/vpn.yml",
        "standards/topics.yml",
        "lexicon/products.yml",
        "index/passages",
        "rasa/model.tar.gz",
    }
    assert manifest.hash == folder.name
    assert releases.resolve(project / "var/releases/candidate") == folder


def test_training_twice_makes_nothing_the_second_time(project):
    first = training.train(project)
    assert made(project) == ["kb_index build", "bot train"]
    assert training.train(project) == first
    assert made(project) == []


@pytest.mark.parametrize(
    ("file", "built"),
    [
        ("data/flows/vpn.yml", []),
        ("data/standards/topics.yml", []),
        ("data/articles/vpn.md", ["kb_index build"]),
        ("kb_index/build.py", ["kb_index build"]),
        ("data/nlu/vpn.yml", ["bot train"]),
        ("domain.yml", ["bot train"]),
        ("data/lexicon/products.yml", ["kb_index build", "bot train"]),
        ("language/encoder.py", ["kb_index build", "bot train"]),
        ("var/model/manifest.json", ["kb_index build", "bot train"]),
    ],
)
def test_only_what_a_change_touches_is_built_anew(project, file, built):
    first = training.train(project)
    made(project)
    change(project, file)
    second = training.train(project)
    assert second != first
    assert made(project) == built


def test_taking_a_change_back_finds_the_old_release(project):
    first = training.train(project)
    before = (project / "data/nlu/vpn.yml").read_text()
    change(project, "data/nlu/vpn.yml")
    training.train(project)
    (project / "data/nlu/vpn.yml").write_text(before)
    assert training.train(project) == first


def test_a_broken_file_makes_no_candidate_and_leaves_the_current_release(project):
    good = training.train(project)
    training.release(project, previous=False)
    (project / "data/flows/vpn.yml").write_text("broken\n")
    with pytest.raises(Failure, match="No candidate"):
        training.train(project)
    assert releases.resolve(project / "var/releases/current") == good
    assert releases.resolve(project / "var/releases/candidate") == good


def test_a_file_that_changes_meanwhile_makes_no_candidate(project):
    python = project / ".venv-bot/bin/python"
    python.write_text(python.read_text() + f'echo more >> "{project}/data/flows/vpn.yml"\n')
    with pytest.raises(Failure, match="changed while"):
        training.train(project)
    assert [folder.name for folder in (project / "var/releases").iterdir()] == []


def test_a_training_that_fails_leaves_nothing_half_made(project):
    python = project / ".venv-bot/bin/python"
    python.write_text("#!/bin/sh\necho the lines contradict each other\nexit 1\n")
    with pytest.raises(Failure, match="contradict"):
        training.train(project)
    assert [folder.name for folder in (project / "var/releases").iterdir()] == []


def test_without_a_model_the_remedy_is_set_up(project):
    (project / "var/model/manifest.json").unlink()
    with pytest.raises(Failure) as refused:
        training.train(project)
    assert "make setup" in refused.value.remedy


def test_the_candidate_is_compared_with_the_current_release(project, capsys):
    training.train(project)
    training.release(project, previous=False)
    change(project, "data/flows/vpn.yml")
    training.train(project)
    assert "changed: data/flows/vpn.yml" in capsys.readouterr().out


def test_old_releases_are_removed_but_never_one_that_a_link_names(project, monkeypatch):
    monkeypatch.setattr(training, "KEPT", 1)
    first = training.train(project)
    training.release(project, previous=False)
    change(project, "data/flows/vpn.yml")
    second = training.train(project)
    training.release(project, previous=False)
    change(project, "domain.yml")
    third = training.train(project)
    training.release(project, previous=False)
    assert {folder.name for folder in (project / "var/releases").iterdir() if not folder.is_symlink()} == {
        second.name,
        third.name,
    }
    assert not first.exists()
