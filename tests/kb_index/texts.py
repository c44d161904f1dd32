"""An article file as an author writes it."""

GOOD = """---
id: share-calendar
title: "Share your calendar: Outlook"
topic: email
audience: [all]
product: [Outlook]
owner: Collaboration team
version: "1.0"
state: in_review
review_date: 2027-05-22
asked_as:
  - how do I share my calendar
  - let my team see my calendar
  - "give access: calendar"
---
You want others to see your calendar.

## Windows
1. Open **Outlook**.
2. Select **Share calendar**.
"""


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)
