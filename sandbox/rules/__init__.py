"""What ServiceNow does to a record by itself."""
