"""Rows: found, shown, written."""
