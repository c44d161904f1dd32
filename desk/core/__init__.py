"""The desk's rules without I/O, clock or chance: time and ids come in as arguments."""
