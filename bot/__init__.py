"""Rasa's side: what the words mean and which action follows. The only folder that imports rasa.

Python 3.10. Importing anything here first puts stand-ins where Rasa would import TensorFlow.
"""

from bot import tame

tame.before_import()
