"""What the processes say to one another, as frozen dataclasses that both Pythons read.

Three processes share these words and nothing else: the desk (3.11+), Rasa (3.10) and the
actions (3.11+). Every shape has a JSON example in tests/wire/ that both Pythons parse.
"""
