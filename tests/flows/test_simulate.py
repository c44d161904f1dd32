from flows.simulate import simulate


def talk(flow, *lines):
    said, written = iter(lines), []

    def read() -> str:
        try:
            return next(said)
        except StopIteration:
            raise EOFError from None

    return simulate(flow, read=read, write=written.append), written


def test_an_author_talks_through_a_flow_by_words_and_numbers(shipped):
    ended, written = talk(shipped["vpn_problem"], "my vpn drops on my mac", "1", "2", "skip", "yes")
    assert ended.ending.outcome == "solved"
    assert "(Use one network only: did not help)" in written
    assert written[-1] == "   Update the VPN app and restart: helped"


def test_what_is_no_answer_is_said_and_asked_again(shipped):
    _, written = talk(shipped["vpn_problem"], "", "zork")
    assert "(no answer here: unclear)" in written


def test_an_author_who_leaves_ends_the_simulation(shipped):
    ended, _ = talk(shipped["vpn_problem"], "my vpn drops")
    assert ended is None
