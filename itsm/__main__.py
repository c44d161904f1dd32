"""``python -m itsm doctor`` and ``python -m itsm migrate-check``: look at an instance, change nothing.

The instance is the one that .env in this folder names, or the environment.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from pydantic import ValidationError

from itsm.servicenow import ServiceNowSettings, connect
from itsm.servicenow.doctor import Doctor, Finding
from itsm.servicenow.migrate_check import MigrateCheck

_SIGNS = {"ok": "ok      ", "warning": "warning ", "missing": "MISSING "}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when nothing is missing, 1 when something is, 2 when the settings cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m itsm", description=__doc__)
    parser.add_argument("command", choices=("doctor", "migrate-check"))
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    told = parser.parse_args(arguments)
    try:
        settings = ServiceNowSettings(_env_file=".env")  # type: ignore[call-arg]  # pydantic knows it
    except ValidationError as error:
        print("\n".join(str(each["msg"]) for each in error.errors()), file=sys.stderr)
        return 2
    found = asyncio.run(_found(told.command, settings))
    _say(settings, found, as_json=told.json)
    return 1 if any(finding.verdict == "missing" for finding in found) else 0


async def _found(command: str, settings: ServiceNowSettings) -> list[Finding]:
    servicenow = connect(settings)
    try:
        if command == "doctor":
            return await Doctor(servicenow.gate, settings).examine()
        return await MigrateCheck(servicenow.gate).compare()
    finally:
        servicenow.close()


def _say(settings: ServiceNowSettings, found: list[Finding], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"instance": settings.host, "findings": [asdict(each) for each in found]}))
        return
    print(f"{settings.host}, signed in by {settings.way_in}")
    for each in found:
        print(f"  {_SIGNS[each.verdict]} {each.what}: {each.text}")
    asked = [each for each in found if each.remedy and each.verdict != "ok"]
    if asked:
        print("\nAsk your administrator for:")
        for each in asked:
            print(f"  - {each.what}: {each.remedy}")


if __name__ == "__main__":
    raise SystemExit(main())
