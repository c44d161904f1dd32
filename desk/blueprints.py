"""Every page and route the desk serves."""

from __future__ import annotations

import desk.channels.slack.routes
import desk.channels.web.demo
import desk.channels.web.routes
import desk.channels.web.widget
import desk.console.routes
import desk.health
import desk.hooks
import desk.openapi

BLUEPRINTS = (
    desk.channels.web.routes.blueprint,
    desk.channels.web.demo.blueprint,
    desk.channels.web.widget.blueprint,
    desk.channels.slack.routes.blueprint,
    desk.console.routes.blueprint,
    desk.health.blueprint,
    desk.hooks.blueprint,
    desk.openapi.blueprint,
)
