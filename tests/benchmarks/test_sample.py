"""A tenth of the lines, of every intent."""

from __future__ import annotations

from pathlib import Path

import yaml

from benchmarks.sample import LEAST, sampled


def _file(folder: Path, **lines: int) -> Path:
    rows = [
        {"intent": name, "examples": "".join(f"- {name} {n}\n" for n in range(count))}
        for name, count in lines.items()
    ]
    folder.mkdir()
    (folder / "some.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": rows}), "utf-8")
    return folder


def test_every_intent_keeps_a_tenth_of_its_lines_but_never_too_few(tmp_path: Path) -> None:
    source = _file(tmp_path / "nlu", many=200, some=23, few=3)
    kept = sampled(source, tmp_path / "out")
    document = yaml.safe_load((tmp_path / "out" / "some.yml").read_text("utf-8"))
    counts = {row["intent"]: len(row["examples"].splitlines()) for row in document["nlu"]}
    assert counts["many"] == 20
    assert LEAST <= counts["some"] <= 2 * LEAST
    assert counts["few"] == 3
    assert kept == sum(counts.values())


def test_what_has_no_lines_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "nlu").mkdir()
    file = tmp_path / "nlu" / "lookups.yml"
    file.write_text("version: '3.1'\nnlu:\n- synonym: VPN client\n  examples: ''\n", "utf-8")
    assert sampled(tmp_path / "nlu", tmp_path / "out") == 0
    assert "VPN client" in (tmp_path / "out" / "lookups.yml").read_text("utf-8")
