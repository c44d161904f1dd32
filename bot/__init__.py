"""Rasa's side: what the words mean and which action follows. The only folder that imports rasa.

Python 3.10. Import ``bot.tame`` before anything of rasa's.
"""
