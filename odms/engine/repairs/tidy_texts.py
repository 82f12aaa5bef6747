"""Take off blanks around texts, make one blank of several, and write Thai as it is meant: no
invisible characters, marks in their right order."""

from odms.engine.repairs.mending import Examples, Mending
from odms.engine.repairs.recipe import Step
from odms.engine.text.cleaning import clean

PARAMETERS: dict[str, str] = {}
EXAMPLES: Examples = [
    ("  กระบี่ ", {}, "กระบี่"),
    ("นคร  ปฐม", {}, "นคร ปฐม"),
    ("ก\u200bข", {}, "กข"),
    ("เเพร่", {}, "แพร่"),
    ("นํ้า", {}, "น้ำ"),
    ("บรรทัด\nใหม่", {}, "บรรทัด ใหม่"),
    ("กระบี่", {}, None),
]


def mend(text: str) -> str | None:
    """The tidy text; None where it is tidy."""
    tidy = " ".join(clean(text).split())
    return tidy if tidy != text else None


def repair(mending: Mending, step: Step) -> None:
    """Rewrite the column, or all of them."""
    for i in mending.chosen(step):
        mending.rewrite(i, mend)
