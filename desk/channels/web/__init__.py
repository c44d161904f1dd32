"""The web channel: POST up, server-sent events down."""
