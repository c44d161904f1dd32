"""Whether a request is Slack's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk.channels.slack.verify import Forged, Verifier
from tests.fakes.fake_slack import SECRET, FakeSlack

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BODY = '{"text":"grüezi"}'.encode()


async def headers(body: bytes = BODY, ago: timedelta = timedelta(), secret: str = SECRET) -> dict[str, str]:
    at = int((NOW - ago).timestamp())
    signature = FakeSlack(secret=secret).sign(body, at)
    return {"x-slack-request-timestamp": str(at), "x-slack-signature": signature}


def check(given: dict[str, str], body: bytes = BODY) -> None:
    Verifier(SECRET, lambda: NOW).must_be_slack(given, body)


async def test_a_signed_request_passes() -> None:
    check(await headers())


async def test_a_request_of_five_minutes_ago_passes_and_a_second_more_does_not() -> None:
    check(await headers(ago=timedelta(minutes=5)))
    with pytest.raises(Forged):
        check(await headers(ago=timedelta(minutes=5, seconds=1)))


async def test_a_request_from_the_future_is_refused() -> None:
    with pytest.raises(Forged):
        check(await headers(ago=timedelta(minutes=-6)))


async def test_another_secret_is_refused() -> None:
    with pytest.raises(Forged):
        check(await headers(secret="another"))


async def test_one_byte_more_is_refused() -> None:
    with pytest.raises(Forged):
        check(await headers(), BODY + b" ")


async def test_a_signature_of_another_time_is_refused() -> None:
    given = await headers(ago=timedelta(seconds=10))
    fresh = {**given, "x-slack-request-timestamp": str(int(NOW.timestamp()))}
    with pytest.raises(Forged):
        check(fresh)


@pytest.mark.parametrize("name", ["x-slack-request-timestamp", "x-slack-signature"])
@pytest.mark.parametrize(
    "value", ["", "٣", "nan", "v0=", "v1=" + "0" * 64, "v0=" + "é" * 64, "-1", "9" * 400]
)
async def test_headers_that_are_none_are_refused_and_break_nothing(name: str, value: str) -> None:
    with pytest.raises(Forged):
        check({**await headers(), name: value})


async def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Forged):
        check(await headers(), b"\xff\xfe")
