"""Days as an iCalendar feed (RFC 5545), which calendars of phones and offices subscribe to. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

_LONGEST = 75  # bytes of a line


@dataclass(frozen=True)
class Event:
    """A whole day with its words; `uid` is the same for the same thing on the same day."""

    uid: str
    day: date
    title: str
    url: str = ""


def feed(name: str, events: Iterable[Event], *, at: datetime) -> str:
    """The calendar `name` with these days."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ODMS//Calendar//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        *(line for event in events for line in _event(event, at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(event: Event, at: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"SUMMARY:{_text(event.title)}",
        *([f"URL:{event.url}"] if event.url else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of 75 bytes at most; those after the first begin with a blank, and no
    character is cut."""
    piece, size = "", 0
    for character in line:
        n = len(character.encode())
        if size + n > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + n
    yield piece
