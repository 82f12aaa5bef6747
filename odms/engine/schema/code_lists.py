"""Code lists of the country that a schema may name as references: provinces, districts, regions …

`th/provinces` names a list, `th/provinces#code` one of its fields; the national file
`code_lists.yaml` says where the rows stand.
"""

from dataclasses import dataclass
from functools import cache

from odms.definitions import country, national, national_table
from odms.engine.types.shapes import quoted


@dataclass(frozen=True)
class Reference:
    """A table that keys refer to: a query of its rows, and the names of its fields (texts)."""

    query: str
    fields: tuple[str, ...]


def find(name: str) -> Reference | None:
    """The code list of a name, the field that it tells first; None where there is none."""
    folder, _, rest = name.partition("/")
    known, _, field = rest.partition("#")
    if folder != country() or known not in names():
        return None
    rows = _rows(known)
    fields = tuple(rows[0])
    if field and field not in fields:
        return None
    first = sorted(fields, key=lambda one: one != field) if field else fields
    return Reference(f"SELECT {', '.join(first)} FROM {_values(known)}", tuple(first))


def names() -> tuple[str, ...]:
    """The names of all code lists, without the country's folder."""
    return tuple(national("code_lists.yaml"))


def of_meaning(meaning: str | None) -> tuple[str, ...]:
    """The lists (with their field) that values of a meaning may be of."""
    return tuple(
        f"{country()}/{name}#{told['meanings'][meaning]}"
        for name, told in national("code_lists.yaml").items()
        if meaning in told["meanings"]
    )


def label(name: str, language: str) -> str:
    """A list in words, whether or not it is known."""
    told = national("code_lists.yaml").get(name.partition("/")[2].partition("#")[0])
    return str(told["label"][language]) if told else name


@cache
def _values(name: str) -> str:
    """The rows of a list in SQL."""
    rows = _rows(name)
    fields = ", ".join(rows[0])
    values = ", ".join("(" + ", ".join(map(quoted, row.values())) + ")" for row in rows)
    return f"(VALUES {values}) AS list({fields})"


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    told = national("code_lists.yaml")[name]
    if "regions" in told:
        found = national("regions.yaml")[told["regions"]]["names"]
        return tuple({"name_th": th, "name_en": en} for th, en in found.items())
    digits = told.get("digits")
    return tuple(
        {field: value or "" for field, value in row.items()}
        for row in national_table(told["table"])
        if digits is None or len(row["code"]) == digits
    )
