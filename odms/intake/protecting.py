"""From what was decided about a table to the plan of its protection, and what may be decided. Pure.

Columns, decisions and settings have the shapes of `DeliveredTable`; the measures themselves are
`odms.lake.protection`'s.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from odms.errors import Conflict, Invalid
from odms.lake.protection import measures, proposing
from odms.lake.protection.measure import Column
from odms.lake.protection.plan import DEFAULT_K, THRESHOLDS, Protection, Step, plan, step

Known = Mapping[str, Any]


def column_of(column: Known) -> Column:
    """A delivered table's column as measures meet it."""
    kind = (column.get("personal") or {}).get("kind", "")
    return Column(column["name"], column["type"], column["meaning"], kind)


def column_after(column: Known, protection: Protection) -> dict[str, Any]:
    """A column as it is once its measure was done: its type and meaning, and the measure's code."""
    one = protection.by_column.get(column["name"])
    if one is None:
        return {**column, "measure": ""}
    kept = one.of.meaning_after is None
    return {
        **column,
        "type": one.of.type_after or column["type"],
        "meaning": column["meaning"] if kept else one.of.meaning_after or None,
        "measure": one.measure,
    }


def measures_for(column: Known) -> tuple[str, ...]:
    """The measures that may be chosen for a column, the strongest first.

    Of a column with personal data those that hide its kind: a band of telephone numbers hides none.
    """
    met = column_of(column)
    fitting = [code for code, one in measures.MEASURES.items() if one.fits(met)]
    if met.kind:
        hiding = ("drop", "mask", *proposing.measures_of(met.kind))
        fitting = [code for code in fitting if code in hiding]
    return tuple(fitting)


def check_measure(column: Known, code: str, parameters: Known, names: Iterable[str]) -> Step:
    """The step of a column. Raises Invalid for one that cannot be done, Conflict without its extra.

    `names` are those of the table's columns.
    """
    one = step(code, column_of(column), parameters)
    if code not in measures_for(column):
        raise Invalid("intake.does_not_hide", item="deed", measure=code, column=column["name"])
    total = dict(one.values).get("total")
    if total is not None and total not in set(names):
        raise Invalid("protection.no_such_column", column=total)
    check_installed(one)
    return one


def check_installed(one: Step) -> None:
    """Raise Conflict where a measure needs a package that is not there."""
    if (needed := one.of.needs) is not None and not needed.is_there():
        raise Conflict("protection.needs_extra", extra=needed.extra, package=needed.package)


def check_settings(columns: Sequence[Known], settings: Known) -> dict[str, Any]:
    """What was chosen for a whole table, as it is kept. Raises Invalid for what cannot be.

    `quasi_identifiers` and `sensitive` name columns, `k` is one of THRESHOLDS, `measures` are pairs
    of `measure` and `parameters`.
    """
    names = [column["name"] for column in columns]
    quasi, sensitive = (list(settings.get(part, ())) for part in ("quasi_identifiers", "sensitive"))
    for name in (*quasi, *sensitive):
        if name not in names:
            raise Invalid("protection.no_such_column", column=name)
    k = settings.get("k", DEFAULT_K)
    if k not in THRESHOLDS:
        raise Invalid("protection.wrong_threshold", known=", ".join(map(str, THRESHOLDS)))
    steps = [
        step(one["measure"], None, one.get("parameters", {}))
        for one in settings.get("measures", ())
    ]
    if not quasi and any(one.measure == "small-groups" for one in steps):
        raise Invalid("protection.no_quasi_identifiers")
    return {
        "quasi_identifiers": [name for name in names if name in quasi],
        "sensitive": [name for name in names if name in sensitive and name not in quasi],
        "k": k,
        "measures": [{"measure": one.measure, "parameters": dict(one.values)} for one in steps],
    }


def settings_of(columns: Sequence[Known], chosen: Known) -> dict[str, Any]:
    """What was chosen for a whole table, or what is proposed where nobody chose yet."""
    proposed = {
        "quasi_identifiers": proposing.quasi_identifiers(columns),
        "sensitive": proposing.sensitive(columns),
        "k": DEFAULT_K,
        "measures": [],
    }
    return proposed | {part: value for part, value in chosen.items() if part in proposed}


def protection_of(columns: Sequence[Known], decisions: Known, chosen: Known) -> Protection:
    """The plan of a table: the steps that were decided, and by what its risk is told."""
    settings = settings_of(columns, chosen)
    steps = [
        step(decided["deed"], column_of(column), decided.get("parameters", {}))
        for column in columns
        if (decided := decisions.get(column["name"])) and decided["deed"] != "keep"
    ]
    steps += [step(one["measure"], None, one["parameters"]) for one in settings["measures"]]
    return plan(
        steps,
        quasi=settings["quasi_identifiers"],
        sensitive=settings["sensitive"],
        k=settings["k"],
    )
