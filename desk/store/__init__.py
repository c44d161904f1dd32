"""One schema and one repository layer over SQLite and PostgreSQL."""
