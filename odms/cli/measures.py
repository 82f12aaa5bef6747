"""Measures as they are written on the command line: `COLUMN=MEASURE:name=value,name=value`."""

import re

from odms.errors import Invalid


def column_measure(text: str) -> tuple[str, str, dict[str, str]]:
    """Column, code and parameters of a measure upon a column. Raises Invalid."""
    # the first equals sign that a measure follows: parameters have equals signs too
    for place in (match.start() for match in re.finditer("=", text)):
        code, parameters = _read(text[place + 1 :])
        if code and place:
            return text[:place], code, parameters
    raise Invalid("protection.wrong_measure_text", text=text)


def table_measure(text: str) -> tuple[str, dict[str, str]]:
    """Code and parameters of a measure upon a table. Raises Invalid."""
    code, parameters = _read(text)
    if not code:
        raise Invalid("protection.wrong_measure_text", text=text)
    return code, parameters


def _read(text: str) -> tuple[str, dict[str, str]]:
    """The code, empty where the text is no measure, and its parameters."""
    found = re.fullmatch(r"([a-z][a-z-]*)(?::(.+))?", text)
    if not found:
        return "", {}
    pairs = [pair.partition("=") for pair in (found[2] or "").split(",") if pair]
    return found[1], {name.strip(): value.strip() for name, _, value in pairs}
