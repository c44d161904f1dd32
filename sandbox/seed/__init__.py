"""What an empty practice server is filled with."""
