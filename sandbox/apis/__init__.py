"""The HTTP interfaces, one file each."""
