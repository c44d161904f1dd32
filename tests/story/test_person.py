"""From bot to person and back, in both windows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.story.conftest import Opens
from tests.story.people import AgentAtConsole
from tests.story.processes import Processes

SignsIn = Callable[[Processes], Awaitable[AgentAtConsole]]


async def test_a_person_takes_over_gives_back_takes_again_and_closes(
    stack: Processes, opens: Opens, agent_at: SignsIn
) -> None:
    lee = await agent_at(stack)
    ana = await opens(stack, 3)
    await ana.write("my vpn keeps dropping")
    await ana.is_asked()
    await ana.press("Windows laptop")
    await ana.is_asked()
    await ana.write("let me talk to a person")
    await ana.hears("you are (next|number)")
    await lee.sees(ana.conversation)
    await lee.do(ana.conversation, "accept")
    await ana.hears("is here and has read")
    page = await lee.page(ana.conversation)
    assert "my vpn keeps dropping" in page
    assert "Windows laptop" in page
    await ana.write("thank you for coming so quickly")
    await lee.do(ana.conversation, "say", text="I reset your certificate.", client_message_id="1")
    await ana.hears("I reset your certificate")
    await lee.do(ana.conversation, "note", text="certificate was out of date")
    await lee.do(ana.conversation, "return", note="certificate renewed")
    await ana.hears("working now")
    await ana.press("Talk to a person") if "Talk to a person" in ana.titles() else await ana.want_person()
    await ana.hears("you are (next|number)")
    await lee.do(ana.conversation, "accept")
    await ana.hears("is here and has read")
    await lee.do(ana.conversation, "close", resolution="solved")
    await ana.hears("conversation is closed")
    await ana.hears("How was the help")
    await ana.press("Very good")
    await ana.hears("Thank you")
    assert "certificate was out of date" not in " ".join(ana.words())


async def test_the_bot_stays_silent_while_a_person_is_there(
    stack: Processes, opens: Opens, agent_at: SignsIn
) -> None:
    lee = await agent_at(stack)
    ana = await opens(stack, 4)
    await ana.want_person()
    await ana.hears("you are (next|number)")
    await lee.do(ana.conversation, "accept")
    await ana.hears("is here and has read")
    await ana.write("my printer does not print anything")
    await lee.do(ana.conversation, "say", text="Which printer is it?", client_message_id="1")
    await ana.hears("Which printer is it")
    assert not [line for line in ana.seen if line["kind"] == "reply"]


async def test_a_password_is_removed_everywhere_and_the_person_is_told(
    stack: Processes, opens: Opens
) -> None:
    ana = await opens(stack, 5)
    await ana.write("my password is Hunter2!")
    await ana.hears("please change it")
    await ana.write("please open a ticket for my account because I was locked out")
    await ana.is_asked()
    assert "Hunter2" not in stack.words()
    assert "Hunter2" not in " ".join(ana.words())
