"""The Slack channel over ready-made parts of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from desk.channels.slack.api import SlackApi
from desk.channels.slack.people import People
from desk.channels.slack.reception import Reception
from desk.channels.slack.sender import SlackSender
from desk.channels.slack.verify import Verifier
from desk.parts import Parts


@dataclass(frozen=True)
class Slack:
    """What the routes need, and the sender to be run beside them."""

    verifier: Verifier
    reception: Reception
    sender: SlackSender


def connect(parts: Parts) -> Slack | None:
    """None unless both the signing secret and the bot token are set. Opens no connection."""
    secret, token = parts.settings.slack_signing_secret, parts.settings.slack_bot_token
    if secret is None or token is None:
        return None
    desk = parts.desk
    api = SlackApi(parts.settings.slack_api_url, token.get_secret_value())
    people = People(api, parts.directory, desk.now)
    return Slack(
        Verifier(secret.get_secret_value(), desk.now),
        Reception(desk, parts.intake, parts.switchboard, parts.limits, people),
        SlackSender(desk, api),
    )
