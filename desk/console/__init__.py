"""The agents' console: pages rendered here, kept alive by one stream of server-sent events a page."""
