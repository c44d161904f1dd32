"""What the desk helps with and what can be requested: who answers for it, until when, and what is missing."""
