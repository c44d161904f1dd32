"""A practice server that answers like ServiceNow, on SQLite: for demos and tests, never for real tickets."""
