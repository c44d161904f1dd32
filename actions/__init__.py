"""Rasa's door: an action reads the tracker, asks the flows, the knowledge or ServiceNow, and says.

    python -m actions [--port N]

One file per topic. A topic is a small class with a ``name`` and ``async __call__(turn) -> Reply``
(turn.py, reply.py); door.py is the only file that knows rasa-sdk and the only gate for errors.
Words that employees read are in domain.yml and in the flow files.
"""
