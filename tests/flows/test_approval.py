from pathlib import Path

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
