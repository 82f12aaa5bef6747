"""Process 12: the data was searched for persons, and what was found is protected."""

from datetime import date

from odms.publication.answering import Found
from odms.publication.facts import DatasetFacts


def answer(facts: DatasetFacts, _today: date) -> Found:
    """`yes` where all that was found is protected; `partly` where some was kept or groups are small."""
    told = facts.figures("protection", "engine")
    if told is None:
        return Found("no", "process.protection.unsearched")
    found, kept, small = (int(told.get(part, 0)) for part in ("n_personal", "n_kept", "n_below"))
    shown = {"found": found, "measures": int(told.get("n_measures", 0)), "kept": kept}
    if not found and not small:
        return Found("yes", "process.protection.nothing", 1, 1, shown)
    if kept or small:
        return Found("partly", "process.protection.kept", found - kept, found, shown)
    return Found("yes", "process.protection.found", found, found, shown)
