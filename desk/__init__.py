"""Conversations and people: the log, the switchboard, the queue, the outbox, the channels, the console."""
