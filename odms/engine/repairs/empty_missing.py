"""Leave cells empty that say in words that there is no value. Zeros and suppressed values stay."""

from odms.definitions import national
from odms.engine.repairs.mending import Examples, Mending
from odms.engine.repairs.recipe import Step

PARAMETERS = {"word?": "text"}
EXAMPLES: Examples = [
    ("-", {}, ""),
    ("N/A", {}, ""),
    (" ไม่มีข้อมูล ", {}, ""),
    ("รอข้อมูล", {"word": "รอข้อมูล"}, ""),
    ("0", {}, None),
    ("*", {}, None),
    ("Nan", {}, None),
    ("NaN", {}, ""),
]


def mend(text: str, word: str | None = None) -> str | None:
    """Nothing, for a word that says no value; None for all else."""
    tokens, bare = national("tokens.yaml"), text.strip()
    if bare == word or bare in map(str, tokens["missing_as_spelt"]):
        return ""
    return "" if bare.lower() in tokens["missing"] else None


def repair(mending: Mending, step: Step) -> None:
    """Rewrite the column, or all of them."""
    word = step.parameters.get("word")
    for i in mending.chosen(step):
        mending.rewrite(i, lambda text: mend(text, word))
