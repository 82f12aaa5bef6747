"""Read Thai right again that was once decoded in a wrong encoding."""

from odms.engine.repairs.mending import Examples, Mending
from odms.engine.repairs.recipe import Step
from odms.engine.text.cleaning import repair_mojibake

PARAMETERS: dict[str, str] = {}
EXAMPLES: Examples = [
    ("¡ÃÐºÕè", {}, "กระบี่"),
    ("กระบี่".encode().decode("latin-1"), {}, "กระบี่"),
    ("กระบี่", {}, None),
    ("Café", {}, None),
    ("Krabi", {}, None),
]


def mend(text: str) -> str | None:
    """The Thai text; None where nothing shows that it was decoded wrongly."""
    return repair_mojibake(text)


def repair(mending: Mending, step: Step) -> None:
    """Rewrite the column, or all of them."""
    for i in mending.chosen(step):
        mending.rewrite(i, mend)
