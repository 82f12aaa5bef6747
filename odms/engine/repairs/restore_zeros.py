"""Put back the leading zeros of codes: 81 is 081 where codes have three digits. The column is text."""

import re

from odms.engine.repairs.mending import Examples, Mending
from odms.engine.repairs.recipe import Step
from odms.engine.text.cleaning import arabic_digits

PARAMETERS = {"length": "number"}
EXAMPLES: Examples = [
    ("81", {"length": 3}, "081"),
    ("812345678", {"length": 10}, "0812345678"),
    ("47170.0", {"length": 6}, "047170"),
    ("๘๑", {"length": 3}, "081"),
    ("081", {"length": 3}, None),
    ("1234", {"length": 3}, None),
    ("A1", {"length": 3}, None),
    ("-81", {"length": 3}, None),
]
_DIGITS = re.compile(r"(\d+)(?:\.0+)?")
_LONGEST = 40


def mend(text: str, length: int) -> str | None:
    """The code with `length` digits; None where it is none, or has so many already."""
    found = _DIGITS.fullmatch(arabic_digits(text).strip())
    if found is None or not len(found[1]) <= length <= _LONGEST:
        return None
    code = found[1].zfill(length)
    return code if code != text else None


def repair(mending: Mending, step: Step) -> None:
    """Rewrite the column, and keep it as text."""
    i, length = mending.at(step.column), step.parameters["length"]
    mending.rewrite(i, lambda text: mend(text, length))
    mending.choose_type(i, "text")
