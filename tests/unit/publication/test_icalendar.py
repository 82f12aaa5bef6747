"""The calendar as RFC 5545 has it: lines, folds and escapes."""

from datetime import UTC, date, datetime

from odms.publication.icalendar import Event, feed

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_feed() -> None:
    event = Event("plan:1:20261220@odms", date(2026, 12, 20), "ก; ข, ค", "https://centre.example/x")
    assert feed("แผน", [event], at=AT).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ODMS//Calendar//EN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:แผน",
        "BEGIN:VEVENT",
        "UID:plan:1:20261220@odms",
        "DTSTAMP:20261123T090000Z",
        "DTSTART;VALUE=DATE:20261220",
        "SUMMARY:ก\\; ข\\, ค",
        "URL:https://centre.example/x",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_long_lines_are_folded_between_characters() -> None:
    title = "ทะเบียนโรงพยาบาลทั่วประเทศ" * 5
    lines = feed("x", [Event("1", date(2026, 12, 20), title)], at=AT).split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "".join(lines).replace(" ", "").count(title) == 1
