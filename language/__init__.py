"""Words to vectors, to concrete words, and rid of secrets. Runs on Python 3.10 and 3.11+."""
