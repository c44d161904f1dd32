"""Slack: direct messages, mentions in channels and their threads, buttons.

The way in is verified, translated and logged before Slack gets its 200; the way out is the outbox.
"""
