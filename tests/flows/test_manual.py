import re

import pytest

from flows import chromium, pdf
from flows.__main__ import main
from flows.diagram import edges, layout, svg
from flows.manual import manual


def test_the_manual_holds_every_step_of_every_flow_and_who_approved_it(shipped):
    page = manual(shipped)
    for flow in shipped.values():
        assert f"{flow.approval.person}, {flow.approval.date}" in page
        assert f"<td>{flow.approval.date}</td>" in page
        for place in (*flow.steps, *flow.outcomes):
            assert f'id="{flow.name}-{place.id}"' in page


def test_every_link_of_the_manual_leads_somewhere_in_it(shipped):
    page = manual(shipped)
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_the_words_of_a_step_are_escaped_in_the_manual(shipped):
    page = manual(shipped)
    assert "Select &#34;Unlock my account&#34;" in page
    assert "<script" not in page


def test_every_arrow_of_a_diagram_points_down(shipped):
    for flow in shipped.values():
        boxes = layout(flow)
        assert all(boxes[a].y < boxes[b].y for a, b, _ in edges(flow))


def test_no_two_boxes_of_a_diagram_overlap(shipped):
    for flow in shipped.values():
        places = [(box.x, box.y) for box in layout(flow).values()]
        assert len(set(places)) == len(places)


def test_a_diagram_has_a_title_for_screen_readers(shipped):
    assert "<title>Diagram of your VPN</title>" in svg(shipped["vpn_problem"])


def test_the_manual_is_written_to_a_file(tmp_path, capsys, folder):
    out = tmp_path / "new" / "manual.html"
    assert main(["manual", "--folder", str(folder), "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_check_says_how_many_flows_are_fine_or_what_is_wrong(folder, capsys):
    assert main(["check", str(folder)]) == 0
    count = len(list(folder.glob("*.yml"))) - 1  # common.yml is what they share
    assert f"{count} flows, no problems" in capsys.readouterr().out
    (folder / "wifi_problem.yml").write_text("flow: wifi_problem\n", encoding="utf-8")
    assert main(["check", str(folder)]) == 1
    assert "wifi_problem.yml:1: no 'title'" in capsys.readouterr().err


def printed(folder, tmp_path):
    assert main(["manual", "--folder", str(folder), "--out", str(tmp_path / "m.html")]) == 0
    return (tmp_path / "m.html").read_text(encoding="utf-8")


def test_the_manual_holds_escalation_hours_and_priorities_as_the_files_say(folder, tmp_path):
    page = printed(folder, tmp_path)
    assert 'E05-complaint</th><td>The employee wants to complain about the service.</td>' in page
    assert "<td>07:00-12:30, 13:30-18:00</td>" in page
    assert '<th scope="row">2: a team or a site</th><td>2</td><td>3</td><td>4</td>' in page
    assert "approved by Marcus Lee" in page


def test_a_rule_nobody_approved_is_not_in_the_manual(folder, tmp_path):
    rules = folder.parent / "standards/escalation.yml"
    rules.write_text(rules.read_text("utf-8").replace("wants to complain", "moans"), "utf-8")
    page = printed(folder, tmp_path)
    assert "This part waits for an approval." in page
    assert "E05-complaint</th>" not in page


def test_the_manual_names_the_procedures_that_are_left_out(folder, tmp_path):
    file = folder / "vpn_problem.yml"
    file.write_text(file.read_text("utf-8").replace("title: your VPN", "title: your new VPN"), "utf-8")
    page = printed(folder, tmp_path)
    assert "Left out, because nobody approved the text as it stands: New VPN." in page
    assert 'id="vpn_problem"' not in page


def test_without_a_browser_the_error_says_what_to_run(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "find", lambda: chromium.find(tmp_path))
    assert main(["manual", "--folder", str(folder), "--pdf", str(tmp_path / "m.pdf")]) == 1
    assert "run `make setup`" in capsys.readouterr().err


@pytest.mark.browser
def test_the_manual_is_printed_as_pdf(folder, tmp_path):
    assert main(["manual", "--folder", str(folder), "--pdf", str(tmp_path / "m.pdf")]) == 0
    assert (tmp_path / "m.pdf").read_bytes().startswith(b"%PDF-")
