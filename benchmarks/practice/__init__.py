"""How fast the practice ServiceNow reads, beside a bare Sanic route over the same SQLite file."""
