import re

from flows.__main__ import main
from flows.diagram import edges, layout, svg
from flows.manual import manual


def test_the_manual_holds_every_step_of_every_flow_and_who_approved_it(shipped):
    page = manual(shipped)
    for flow in shipped.values():
        assert f"{flow.approval.person}, {flow.approval.date}" in page
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
