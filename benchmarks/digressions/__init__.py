"""People who digress in the middle of a flow, through real Rasa, actions and sandbox."""
