"""The tables the practice server has, one file a subject."""
