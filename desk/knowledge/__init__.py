"""Articles kept the same here and in ServiceNow, and what readers said of them."""
