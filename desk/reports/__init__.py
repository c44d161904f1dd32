"""Figures read from the log; every number can be recounted from raw events."""
