"""Passwords that people type: "my password is Hunter2!", "pwd: x", "changed it to ...", user:pass@host.

The difficulty is what is not one: "my password is expired", "password reset link". So each way of
introducing a value asks for its own proof that a value follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = r"(?:passwords?|passwort|kennwort|passwd|passcode|passphrase|pwd|psw|pw|contrase[ñn]a)"
_FOR = r"(?:[ \t]{1,3}(?:for|to|of|on|für)(?:[ \t]{1,3}[\w'-]{1,30}){1,4}?)?"
_VALUE = (
    r"(?:\"(?P<double>[^\"\n]{1,100})\"|“(?P<curly>[^”\n]{1,100})”|(?<!\w)'(?P<single>[^'\n]{1,100})'"
    r"|`(?P<tick>[^`\n]{1,100})`|(?P<plain>[^\s\"“`]\S{0,127}))"
)
_WAYS = {  # how a value is introduced
    "colon": r"[ \t]{0,3}(?:is|was)?[ \t]{0,3}(?:[:=]|->|=>)[ \t]{0,3}",
    "is": r"[ \t]{1,3}(?:(?:is|was|ist)[ \t]{1,3}(?:now|still|just|currently|jetzt)|now is|should be|is|was"
    r"|ist|lautet|es|est)[ \t]{1,3}",
    "to": r"[ \t]{1,3}(?:to|into|as|zu|auf)[ \t]{1,3}",
    "bare": r"[ \t]{1,3}",
    "aside": r"[ \t]{0,3}(?:,|[-–—]|is,? (?:um|uh|like),?)[ \t]{1,3}",
}
_INTRODUCED = {
    how: re.compile(rf"(?<!\w)(?:(?P<pin>pin)|{_WORD}){_FOR}{way}{_VALUE}", re.IGNORECASE)
    for how, way in _WAYS.items()
}
_PASS = re.compile(
    rf"(?<!\w)pass(?:(?P<colon>[ \t]{{0,3}}[:=][ \t]{{0,3}})|[ \t]{{1,3}}){_VALUE}", re.IGNORECASE
)
_PHRASE = re.compile(
    r"(?<!\w)passphrase[ \t]{1,3}is[ \t]{1,3}(?P<plain>[^\s.,;!?]{2,30}(?:[ \t][^\s.,;!?]{2,30}){2,9})",
    re.IGNORECASE,
)
_REVERSED = re.compile(
    r"(?<!\S)(?P<plain>\S{4,64})[ \t]{1,3}(?:is|was)[ \t]{1,3}(?:my|the|our|their|his|her)[ \t]{1,3}"
    r"(?:(?:new|old|current|temporary|temp|wifi|vpn|windows|email|\w{2,20})[ \t]{1,3})?"
    r"(?:password|pwd|pw|passcode|passwort|pin)(?!\w)(?![ \t]{1,3}(?:reset|manager|policy))",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"(?<=://)[^\s:/@]{1,64}:(?P<plain>[^\s/@]{1,64})@")
_QUOTED = ("double", "curly", "single", "tick")

_TALK = frozenset(
    """
    a abgelaufen about accepted account active actually again all almost already also always am an and
    any anymore app are as asked asking at bad be because been before being broken but by caducada can
    cannot cant case change changed changes changing characters complexity compromised correct could did
    different do does done easy either empty enough error ever every exactly expire expired expires
    expiring expiré exposed failed failing fails falsch fine for forgot forgotten from gesperrt getting
    giving gone good had hard has have he help hint history how however i if immer in inactive incorrect
    incorrecta indeed insecure instead into invalid is issue issues it its just kaputt kept known leaked
    least length locked locking lockout lost manager may maybe me missing more must my needed needs
    neither never new nicht no noch none nor not nothing now of off ok okay old on one only or oublié
    our out outdated over page pending please policy probably problem problems prompt prompts protected
    protection recently recover recovery refused rejected remembered removed required requirement
    requirements reset resets resetting richtig right safe saved screen secure security self-service set
    shared she should shown shows since so somehow something sometimes still stolen stuck sync synced
    temporary than that the their them then there they this tip to today told too tool trouble true try
    two under ungültig unknown until update updated use used user username valid vergessen very visible
    was wasn't weak weg were what when where whether which while who why will with wrong yet you your zu
    """.split()  # noqa: SIM905 - a paragraph, not a column
)
_TALK_ENDING = re.compile(r"[a-z]{2,}(?:ed|ing|able|ible|n't|n’t|less|ive|ly)", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_UNIT = re.compile(
    r"[ \t]{0,3}(?:days?|weeks?|months?|years?|hours?|minutes?|characters?|chars?|digits?|letters?|times?"
    r"|attempts?|tage|monate|zeichen)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:windows|win|office|o|m|microsoft|exchange|outlook|sharepoint|server|iphone|ipad|galaxy|ios|android|macos"
    r"|version|v|pixel|sap|s|inc|ritm|req|chg|prb|kb|sctask|error|0x|step|q|id|ps|usb|mp|h|f)"
    r"[-.#]?[0-9a-f.]+(?:[a-z])?|https?:.*|www\..*|[\w.+-]+@[\w-]+\.[\w.]+|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}:\d{2}"
    r"|(?:2|two)-?(?:fa|factor)|mfa|sso|wi-?fi|e-?mails?|sign-?in|log-?in|self-?service|single-?sign-?on",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*(?:$|[.,;!?\n]|and\b|but\b)", re.IGNORECASE)
_CLOSING = ".,;:!?)]}>'\"”"


def passwords(text: str) -> Iterator[tuple[int, int]]:
    """Where passwords stand in the text."""
    for how, pattern in _INTRODUCED.items():
        for match in pattern.finditer(text):
            yield from _value(match, text, "pin" if match["pin"] else how)
    for match in _PASS.finditer(text):
        yield from _value(match, text, "colon" if match["colon"] else "bare")
    for match in _REVERSED.finditer(text):
        if looks_secret(match["plain"]):
            yield match.span("plain")
    for match in _PHRASE.finditer(text):
        if not all(map(_talks, match["plain"].split())):
            yield match.span("plain")
    for match in _IN_ADDRESS.finditer(text):
        yield match.span("plain")


def _value(match: re.Match[str], text: str, how: str) -> Iterator[tuple[int, int]]:
    name = next((name for name in _QUOTED if match[name] is not None), "plain")
    start, end = match.span(name)
    value = match[name]
    if value.startswith("[") or (how in ("bare", "aside") and name != "plain"):
        return  # what was removed before, or an error message in quotes
    bare = value.rstrip(_CLOSING)
    after = text[end : end + 12]
    if not bare and how != "colon":
        return
    if name != "plain":
        if not all(map(_talks, bare.split())):
            yield start, end
    elif _PROOF[how](bare or value, after):
        yield start, _end(text, start, value)


def _end(text: str, start: int, value: str) -> int:
    """A sentence's own full stop stays; "Hunter2!" loses its "!", which belongs to it more often than not."""
    kept = value.rstrip(".,;:)]}>'\"”?")
    return start + len(kept or value)


def _talks(word: str) -> bool:
    """Whether the word is talk about a password rather than one."""
    word = word.rstrip(_CLOSING).replace("’", "'")
    lowered = word.lower()
    return (
        lowered in _TALK
        or lowered.replace("'", "") in _TALK
        or _TALK_ENDING.fullmatch(word) is not None
        or _NAME.fullmatch(word) is not None
    )


def looks_secret(value: str) -> bool:
    """Letters with digits or signs among them: nobody's word for anything else. At least six characters."""
    bare = value.rstrip(_CLOSING)
    if len(value) < 6 or _talks(bare) or _LETTERS.fullmatch(bare):
        return False
    digits = any(c.isdigit() for c in bare)
    letters = any(c.isalpha() for c in bare)
    signs = any(not c.isalnum() and c not in "-/'’." for c in bare)
    return (digits and (letters or signs)) or (letters and signs)


def _after_colon(value: str, after: str) -> bool:
    return not _talks(value) and not (value.isdigit() and _UNIT.match(after))


def _after_is(value: str, after: str) -> bool:
    if _talks(value):
        return False
    if value.isdigit():
        return len(value) >= 4 and not _UNIT.match(after)
    if _LETTERS.fullmatch(value):
        mixed = value[1:] != value[1:].lower() and value != value.upper()
        ends = _ENDS.match(after) is not None
        return len(value) >= 4 and (mixed or ends)
    return len(value) >= 4 or not value.isalnum()


def _after_to(value: str, after: str) -> bool:
    return looks_secret(value)


def _bare(value: str, after: str) -> bool:
    signs = any(not c.isalnum() and c not in "-/'’._@" for c in value)
    digits = any(c.isdigit() for c in value)
    mixed = signs or not value.islower() or len(value) >= 8
    return looks_secret(value) and digits and mixed and "/" not in value


def _pin(value: str, after: str) -> bool:
    return value.isdigit() and 4 <= len(value) <= 12 and not _UNIT.match(after)


_PROOF = {"colon": _after_colon, "is": _after_is, "to": _after_to, "bare": _bare, "aside": _bare, "pin": _pin}
