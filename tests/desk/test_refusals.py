"""What the desk does not take is refused in words that help, and the conversation stays what it was."""

from __future__ import annotations

import pytest
from sanic.request import File

from desk.channels.web.pictures import MOST_BYTES, from_request
from desk.intake import MOST_CHARACTERS, Refused
from tests.desk.conftest import Lab

PNG = b"\x89PNG\r\n\x1a\n"


class Upload:
    """A request as far as the pictures read it."""

    def __init__(self, *bodies: bytes) -> None:
        self.files = {"file": [File("image/png", body, "screen.png") for body in bodies]}


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"%PDF-1.7 a manual", "attachment_type_refused"),
        (b"MZ\x90\x00 a program", "attachment_type_refused"),
        (b"PK\x03\x04 a document", "attachment_type_refused"),
        (b"<svg onload=alert(1)>", "attachment_type_refused"),
        (b"RIFF\x00\x00\x00\x00WAVE a voice message", "attachment_type_refused"),
        (b"BM a bitmap", "attachment_type_refused"),
        (b"P", "attachment_type_refused"),
        (b"", "attachment_failed"),
        (PNG + b"\x00" * MOST_BYTES, "attachment_too_large"),
    ],
)
async def test_a_file_that_is_no_picture_is_refused_whatever_its_name_says(
    lab: Lab, body: bytes, key: str
) -> None:
    with pytest.raises(Refused) as refused:
        from_request(Upload(body), "c", lab.clock.now())  # type: ignore[arg-type]
    assert refused.value.key == key
    assert lab.parts.desk.words(key, most_mb=5)


async def test_no_file_at_all_is_refused(lab: Lab) -> None:
    with pytest.raises(Refused):
        from_request(Upload(), "c", lab.clock.now())  # type: ignore[arg-type]


async def test_a_message_of_ten_thousand_characters_is_refused_and_the_next_one_answered(lab: Lab) -> None:
    conversation = await lab.open()
    await lab.write(conversation, "my vpn drops")
    await lab.until_quiet()
    before = await lab.events(conversation)
    with pytest.raises(Refused) as refused:
        await lab.write(conversation, "x" * 10_000)
    assert refused.value.key == "message_too_long"
    assert str(MOST_CHARACTERS) in lab.parts.desk.words("message_too_long", most=MOST_CHARACTERS)
    assert await lab.events(conversation) == before
    await lab.write(conversation, "x" * MOST_CHARACTERS)
    await lab.until_quiet()
    assert len(lab.bot.asked) == 2


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
async def test_an_empty_message_is_refused_and_costs_nothing(lab: Lab, text: str) -> None:
    conversation = await lab.open()
    before = await lab.events(conversation)
    with pytest.raises(Refused):
        await lab.write(conversation, text)
    assert await lab.events(conversation) == before
