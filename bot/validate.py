"""Rasa's own check of domain, lines, stories and rules, before anything is trained."""

from __future__ import annotations

import logging
import warnings

from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator

from bot import engine, tame  # noqa: F401 - Rasa, the tamed way
from bot.progress import say
from bot.training import CONFIG, DATA, DOMAIN


class NotValid(RuntimeError):
    """The files contradict one another; what and where was said on stderr."""


def main() -> int:
    tame.quiet_logs()
    logging.getLogger("rasa.validator").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", message=".*is not used in any story or rule")  # the actions use them
    validator = Validator.from_importer(TrainingDataImporter.load_from_config(CONFIG, DOMAIN, list(DATA)))
    checks = {
        "domain": validator.verify_domain_validity(),
        "intents": validator.verify_intents(ignore_warnings=True),
        "lines": validator.verify_example_repetition_in_intents(ignore_warnings=False),
        "forms": validator.verify_forms_in_stories_rules(),
        "actions": validator.verify_actions_in_stories_rules(),
        "responses": validator.verify_utterances_in_stories(ignore_warnings=True),
        "stories": validator.verify_story_structure(ignore_warnings=False),
        "slots": validator.verify_slot_mappings(),
    }
    wrong = [name for name, fine in checks.items() if not fine]
    for name in checks:
        say(f"{name}: {'see above' if name in wrong else 'ok'}")
    if wrong:
        raise NotValid(f"not valid: {', '.join(wrong)}")
    return 0
