import shutil
from pathlib import Path

import pytest

import flows
from flows.__main__ import main


def _change(folder: Path) -> Path:
    file = folder / "vpn_problem.yml"
    text = file.read_text(encoding="utf-8").replace("title: your VPN", "title: your own VPN", 1)
    file.write_text(text, encoding="utf-8")
    return file


def test_every_shipped_flow_is_approved_as_it_stands(shipped: dict[str, flows.Flow]) -> None:
    assert [flow.name for flow in shipped.values() if not flow.approved] == []


def test_a_changed_word_makes_a_flow_unapproved_and_pending(folder: Path, capsys) -> None:
    file = _change(folder)
    assert not flows.load(folder)["vpn_problem"].approved
    assert main(["pending", str(folder)]) == 1
    assert str(file) in capsys.readouterr().out


def test_what_waits_is_shown_against_the_text_that_was_approved(folder: Path, tmp_path: Path, capsys) -> None:
    shutil.copytree(folder, tmp_path / "releases/a/flows")
    shutil.copytree(folder, tmp_path / "releases/current/flows")
    _change(tmp_path / "releases/current/flows")  # a release of another text, made meanwhile
    file = folder / "vpn_problem.yml"
    file.write_text(file.read_text("utf-8").replace("title: your VPN", "title: the VPN", 1), "utf-8")
    assert main(["pending", str(folder), "--releases", str(tmp_path / "releases")]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[1].startswith("--- as ")
    assert "-title: your VPN" in shown
    assert "+title: the VPN" in shown


def test_a_new_flow_waits_with_an_empty_approval(folder: Path, capsys) -> None:
    file = folder / "vpn_problem.yml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    lines = ["approval:\n" if line.startswith("approval:") else line for line in lines]
    file.write_text("".join(lines), "utf-8")
    assert main(["check", str(folder)]) == 1
    assert "vpn_problem.yml:8: nobody has approved this text" in capsys.readouterr().err
    assert main(["approve", str(file), "--by", "Joy Reyes"]) == 0
    assert main(["check", str(folder)]) == 0


def test_what_all_flows_share_needs_an_approval_too(folder: Path) -> None:
    file = folder / "common.yml"
    file.write_text(file.read_text("utf-8").replace("No hurry.", "Hurry up!"), "utf-8")
    with pytest.raises(flows.Invalid, match=r"common\.yml:3: the text changed after"):
        flows.load_approved(folder)
    assert main(["approve", "--all", "--folder", str(folder), "--by", "Joy Reyes"]) == 0
    assert len(flows.load_approved(folder)) == 3


def test_one_file_that_cannot_be_approved_is_named(folder: Path, capsys) -> None:
    assert main(["approve", str(folder / "vnp_problem.yml"), "--by", "Joy Reyes"]) == 1
    assert "no flow of that name" in capsys.readouterr().err


def test_approving_names_the_person_and_covers_the_new_text(folder: Path) -> None:
    file = _change(folder)
    assert main(["approve", str(file), "--by", "Joy Reyes"]) == 0
    flow = flows.load(folder)["vpn_problem"]
    assert flow.approved
    assert flow.approval is not None
    assert flow.approval.person == "Joy Reyes"
    assert main(["pending", str(folder)]) == 0


def test_a_comment_needs_no_new_approval(folder: Path) -> None:
    file = folder / "vpn_problem.yml"
    file.write_text("# for authors\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert flows.load(folder)["vpn_problem"].approved


def test_an_unapproved_flow_is_not_in_the_manual(folder: Path, tmp_path: Path) -> None:
    _change(folder)
    assert main(["manual", "--folder", str(folder), "--out", str(tmp_path / "m.html")]) == 0
    assert "vpn_problem" not in (tmp_path / "m.html").read_text(encoding="utf-8")
