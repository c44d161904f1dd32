"""What is measured, each by one command: speed and memory, understanding and search, whole conversations."""
