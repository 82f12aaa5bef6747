"""How an organisation comes in: the states of its application, and what must be checked.

"May this person" is a row of PERMISSIONS, "may this application now" is decided here.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from odms.errors import Conflict, Invalid

APPLICATION_STATES = ("submitted", "more-asked", "verified", "refused")

# what the officer says was checked; the label stands under `people.check.<code>`
CHECKS = ("register", "certificate", "mandate", "domain")

# what must be ticked before an organisation of a sector is verified; a website adds `domain`
NEEDED_CHECKS: dict[str, tuple[str, ...]] = {
    "state": ("register", "mandate"),
    "private": ("certificate", "mandate"),
    "civil": ("certificate", "mandate"),
}

# what may stay without a tick where the officer writes how it was found out instead
EXPLAINED = ("register", "domain")

# sectors whose organisations have a number of the register of juristic persons
NUMBERED = ("private",)

# what evidence may be, by the first bytes of the file
PAPERS: dict[bytes, str] = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
PAPER_MB = 10

# mail providers whose domain says nothing of the organisation
PUBLIC_MAIL = frozenset({"gmail.com", "hotmail.com", "icloud.com", "outlook.com", "yahoo.com"})


@dataclass(frozen=True)
class Transition:
    """A deed that moves an application; `text` names what must be written for it."""

    before: tuple[str, ...]
    after: str
    permission: str
    verb: str
    text: str = ""


TRANSITIONS: dict[str, Transition] = {
    "ask": Transition(
        ("submitted",), "more-asked", "application.decide", "application.more-asked", "question"
    ),
    "answer": Transition(
        ("more-asked",), "submitted", "application.make", "application.answered", "answer"
    ),
    "verify": Transition(
        ("submitted", "more-asked"), "verified", "application.decide", "application.verified"
    ),
    "refuse": Transition(
        ("submitted", "more-asked"),
        "refused",
        "application.decide",
        "application.refused",
        "reason",
    ),
}

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def check_transition(deed: str, *, state: str, text: str = "") -> None:
    """Raise Conflict where the state does not allow the deed, Invalid where its text is lacking."""
    transition = TRANSITIONS[deed]
    if state not in transition.before:
        raise Conflict("people.application_wrong_state", deed=deed, state=state)
    if transition.text and not text.strip():
        raise Invalid("people.application_needs_text", item=transition.text)


def can_transition(deed: str, *, state: str) -> bool:
    """Whether the state allows the deed."""
    return state in TRANSITIONS[deed].before


def checked_number(text: str, sector: str) -> str:
    """A juristic registration number as thirteen digits, empty where the sector may be without.

    The last digit is the check digit of the Thai thirteen-digit numbers: the weighted sum (13 … 2)
    modulo 11 taken from 11. Raises Invalid for one that is lacking or wrong.
    """
    digits = re.sub(r"[\s-]", "", text.translate(_DIGITS))
    if not digits and sector not in NUMBERED:
        return ""
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise Invalid("people.number_thirteen_digits", item="number")
    total = sum(int(digit) * (13 - i) for i, digit in enumerate(digits[:12]))
    if (11 - total % 11) % 10 != int(digits[12]):
        raise Invalid("people.number_check_digit", item="number")
    if digits[0] != "0" and sector in NUMBERED:
        raise Invalid("people.number_of_a_person", item="number")
    return digits


def same_domain(website: str, email: str) -> bool:
    """Whether the address of the mail belongs to the site: the same name, or one below the other."""
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    domain = email.rpartition("@")[2].lower()
    if not host or not domain or domain in PUBLIC_MAIL:
        return False
    return host == domain or host.endswith(f".{domain}") or domain.endswith(f".{host}")


def needed_checks(sector: str, website: str) -> tuple[str, ...]:
    """What the officer must have checked of an organisation."""
    needed = NEEDED_CHECKS[sector]
    return (*needed, "domain") if website and sector != "state" else needed


def check_ticks(
    ticked: Collection[str], *, sector: str, website: str, email: str, note: str
) -> None:
    """Raise Invalid unless all that is needed was ticked, or told otherwise where that will do."""
    if unknown := sorted(set(ticked) - set(CHECKS)):
        raise Invalid("people.unknown_check", check=unknown[0], item="checks")
    if "domain" in ticked and not same_domain(website, email):
        raise Invalid("people.domains_differ", website=website, email=email, item="checks")
    lacking = [check for check in needed_checks(sector, website) if check not in ticked]
    if any(check not in EXPLAINED for check in lacking):
        raise Invalid("people.not_all_checked", item="checks")
    if lacking and not note.strip():
        raise Invalid("people.check_needs_note", item="note")


def paper_type(first: bytes) -> str:
    """The media type of evidence by its first bytes. Raises Invalid for anything else."""
    for beginning, media_type in PAPERS.items():
        if first.startswith(beginning):
            return media_type
    raise Invalid("people.paper_wrong_kind", item="paper")
