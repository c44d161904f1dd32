"""Scripted employees against a running stack: what came of each conversation beside what should have come."""
