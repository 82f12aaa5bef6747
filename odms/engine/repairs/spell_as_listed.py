"""Spell names of places as the code list does: its own spelling for an alias, the nearest name for a
slip. `replacements` (what stands there → what is meant) are the steward's own and come first."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from odms.definitions import national, national_table
from odms.engine.repairs.mending import Examples, Mending
from odms.engine.repairs.recipe import Step
from odms.engine.text.cleaning import clean

PARAMETERS = {"list": "th-province|th-amphoe|th-tambon", "replacements?": "names"}
EXAMPLES: Examples = [
    ("กทม.", {"list": "th-province"}, "กรุงเทพมหานคร"),
    ("จังหวัดกระบี่", {"list": "th-province"}, "กระบี่"),
    ("จ.ตรัง", {"list": "th-province"}, "ตรัง"),
    ("นครศรีธรรมราาช", {"list": "th-province"}, "นครศรีธรรมราช"),
    ("กระบี่", {"list": "th-province"}, None),
    ("รวม", {"list": "th-province"}, None),
    ("Krabi", {"list": "th-province"}, None),
    ("โคราช", {"list": "th-province", "replacements": {"โคราช": "นครราชสีมา"}}, "นครราชสีมา"),
]
_DIGITS = {"th-province": 2, "th-amphoe": 4, "th-tambon": 6}
_NEAR = 0.85
_SHORTEST = 4


@cache
def spellings(kind: str) -> dict[str, str]:
    """Every spelling that the list knows, its aliases too, with the list's own."""
    rows = [row for row in national_table("areas.csv") if len(row["code"]) == _DIGITS[kind]]
    found = {name: name for row in rows for name in (row["name_th"], row["name_en"])}
    if kind == "th-province":
        by_code = {row["code"]: row["name_th"] for row in rows}
        aliases = national_table("province_aliases.csv")
        found |= {a["alias"]: by_code[a["code"]] for a in aliases if a["alias"] not in found}
    return found


def mend(text: str, list: str, replacements: Mapping[str, str] | None = None) -> str | None:
    """The list's spelling of a name; None where it stands there already or no name is near."""
    if replacements and text.strip() in replacements:
        return replacements[text.strip()]
    known, bare = spellings(list), " ".join(clean(text).split())
    for begin in national("place_words.yaml")["before"]:
        if bare not in known and bare.startswith(begin) and len(bare) > len(begin) + 1:
            bare = bare.removeprefix(begin).strip()
    if bare in known:
        return known[bare] if known[bare] != text else None
    near = get_close_matches(bare, known, n=1, cutoff=_NEAR) if len(bare) >= _SHORTEST else []
    return known[near[0]] if near else None


def repair(mending: Mending, step: Step) -> None:
    """Rewrite the column."""
    told = step.parameters
    i = mending.at(step.column)
    mending.rewrite(i, lambda text: mend(text, told["list"], told.get("replacements")))
