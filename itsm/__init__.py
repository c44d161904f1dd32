"""The outside systems a first line acts on: one port a file, adapters beside them."""
