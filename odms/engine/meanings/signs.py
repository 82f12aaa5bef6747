"""Signs of meaning, counted over the distinct values of many columns at once.

How much of a column stands in which name list, and how much matches which pattern: numbers only;
what they amount to is decided in `deciding` and `personal`.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.grid import Workspace
from odms.engine.meanings.gazette import GAZETTE, key_sql
from odms.engine.types.dictionary import VALUES, odd_table
from odms.engine.types.shapes import ABSENT, quoted, trimmed

# Names and codes of lists repeat; columns with more different values are not looked up.
LOOKED_UP_AT_MOST = 60_000
_LONGEST_NAME = 150
# Values of a large column that are tried with every pattern, and the share that a pattern must
# show there to be counted over all. Single hits in free text matter too: `_within` is always counted.
_SAMPLE = 4_000
_SHOWN = 0.1
_WITHIN = "_within"
_DIGITS = "[0-9]([- ]?[0-9]){8}"


@dataclass
class Hits:
    """Detail rows and different values that match one sign."""

    n: int = 0
    n_values: int = 0


@dataclass(frozen=True)
class Known:
    """Shares of a column's different values: with a known given name first, with a known family
    name last, with both, and of more than one word."""

    given: float = 0.0
    family: float = 0.0
    both: float = 0.0
    several: float = 0.0


@dataclass(frozen=True)
class Patterns:
    """What is looked for in values: `facts` are SQL worked out once for each value from `x`, `v`,
    `has_clue`, `has_digits` and `has_at`; `signs` are conditions on all of these, by name."""

    facts: dict[str, str]
    signs: dict[str, str]

    def only(self, wanted: Container[str]) -> "Patterns":
        """The signs among `wanted`, with the facts that they need."""
        signs = {name: sql for name, sql in self.signs.items() if name in wanted}
        text = " ".join(signs.values())
        return Patterns({name: sql for name, sql in self.facts.items() if name in text}, signs)


@dataclass
class Signs:
    """The signs of one column: detail rows and values in all, and hits by sign.

    `patterns` counts rows and `values` different values; `names` are shares of known names.
    """

    n: int = 0
    n_values: int = 0
    has_odd: bool = True
    lists: dict[str, Hits] = field(default_factory=dict)
    patterns: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    names: Known = Known()

    def share(self, kind: str) -> float:
        """The share of rows in the list `kind`, or of values if that is less."""
        hits = self.lists.get(kind)
        if hits is None or not self.n or not self.n_values:
            return 0.0
        return min(hits.n / self.n, hits.n_values / self.n_values)

    def row_share(self, kind: str) -> float:
        """The share of rows in the list `kind`."""
        hits = self.lists.get(kind)
        return hits.n / self.n if hits and self.n else 0.0

    def matching(self, pattern: str) -> float:
        """The share of rows that match `pattern`."""
        return self.patterns.get(pattern, 0) / self.n if self.n else 0.0

    def share_of(self, pattern: str) -> float:
        """The share of different values that match `pattern`."""
        return self.values.get(pattern, 0) / self.n_values if self.n_values else 0.0


def look_up(body: Body, columns: Sequence[int], found: dict[int, Signs], work: Workspace) -> None:
    """Count, for every column, the values that stand in each list of the gazette."""
    if not columns:
        return
    rows = work.db.execute(
        f"SELECT c, kind, sum(m), count(*) FROM ({cleaned_sql(body, columns)}"
        f" AND strlen(d.v) <= {_LONGEST_NAME}) d JOIN {GAZETTE} g ON g.key = {key_sql('x')}"
        " GROUP BY c, kind"
    ).fetchall()
    for c, kind, n, n_values in rows:
        found[c].lists[kind] = Hits(int(n), n_values)


def match(
    body: Body, columns: Sequence[int], found: dict[int, Signs], every: Patterns, work: Workspace
) -> None:
    """Count, for every column, the rows and the values that match each sign.

    Columns of many values are sampled first; what shows in the sample is counted over all. One
    statement asks of all columns, for to compile the patterns costs more than to try them.
    """
    steps = {
        column: found[column].n_values // _SAMPLE
        for column in columns
        if found[column].n_values > 2 * _SAMPLE
    }
    has_odd = any(found[column].has_odd for column in columns)
    seen = _matching(body, columns, every, work, steps, has_odd=has_odd)
    for column in columns:
        rows, values = seen[column]
        if column in steps:
            _match_large(body, column, found[column], every, values, work)
        else:
            found[column].patterns, found[column].values = rows, values


def _match_large(
    body: Body,
    column: int,
    of_column: Signs,
    every: Patterns,
    sampled: dict[str, int],
    work: Workspace,
) -> None:
    """Count the signs that a sample of the values shows over all of them, and those inside texts
    over the texts that have a clue."""
    within = {sign for sign in every.signs if sign.endswith(_WITHIN)}
    shown = {sign for sign, n in sampled.items() if n >= _SHOWN * _SAMPLE}
    for wanted, where in ((shown - within, "true"), (within, _clue())):
        counts = _matching(
            body, [column], every.only(wanted), work, has_odd=of_column.has_odd, where=where
        )
        rows, values = counts[column]
        of_column.patterns |= rows
        of_column.values |= values


_Counts = tuple[dict[str, int], dict[str, int]]


def _matching(
    body: Body,
    columns: Sequence[int],
    wanted: Patterns,
    work: Workspace,
    steps: Mapping[int, int] | None = None,
    *,
    has_odd: bool,
    where: str = "true",
) -> dict[int, _Counts]:
    """The rows and values of each column that match each wanted sign; of columns that have a step,
    of one value in so many, and of those alone whose x fits a condition."""
    found: dict[int, _Counts] = {column: ({}, {}) for column in columns}
    if not columns or not wanted.signs:
        return found
    facts = "".join(f", {sql} AS {quoted_name(name)}" for name, sql in wanted.facts.items())
    signs = ", ".join(f"{sql} AS {quoted_name(name)}" for name, sql in wanted.signs.items())
    sums = ", ".join(
        f"sum(m) FILTER ({name}), count(*) FILTER ({name})"
        for name in map(quoted_name, wanted.signs)
    )
    rows: list[Any] = work.db.execute(
        f"SELECT c, {sums} FROM (SELECT c, m, {signs} FROM (SELECT *{facts}"
        f" FROM ({values_sql(body, columns, has_odd, steps, where)}))) GROUP BY c"
    ).fetchall()
    for c, *counts in rows:
        hits = [
            (sign, n, k)
            for sign, n, k in zip(wanted.signs, counts[::2], counts[1::2], strict=True)
            if k
        ]
        found[c] = ({sign: int(n) for sign, n, _ in hits}, {sign: k for sign, _, k in hits})
    return found


def values_showing(body: Body, column: int, wanted: Patterns, *, is_not: bool = False) -> str:
    """The query of the different texts of a column that show the one sign wanted, or do not."""
    facts = "".join(f", {sql} AS {quoted_name(name)}" for name, sql in wanted.facts.items())
    (shows,) = wanted.signs.values()
    return (
        f"SELECT v FROM (SELECT *{facts} FROM ({values_sql(body, [column])}))"
        f" WHERE {'NOT ' if is_not else ''}({shows})"
    )


def check_digit_sql(digits: str) -> str:
    """Whether the 13 digits of a national id or juristic id end in their check digit.

    d13 = (11 − Σ d_i × (14 − i) mod 11) mod 10, i from 1 to 12.
    """
    total = " + ".join(f"(ascii(substr({digits}, {i}, 1)) - 48) * {14 - i}" for i in range(1, 13))
    return f"((11 - ({total}) % 11) % 10 = ascii(substr({digits}, 13, 1)) - 48)"


def is_valid_id(digits: str) -> bool:
    """The twin of `check_digit_sql` for one text of digits."""
    if len(digits) != 13 or not digits.isascii() or not digits.isdigit():
        return False
    total = sum(int(digit) * (13 - i) for i, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == int(digits[12])


def values_sql(
    body: Body,
    columns: Sequence[int],
    has_odd: bool = True,
    steps: Mapping[int, int] | None = None,
    where: str = "true",
) -> str:
    """The values of these columns as `cleaned_sql` gives them, of those that fit the condition
    `where` on x, with what a cheap look tells of each: `has_digits` enough for an identifier,
    `has_at` for a @, `has_clue` for either or a word that personal data inside a text begins with.
    Most texts have none, and cost one look. Of columns that have a step, one value in so many."""
    digits = where_sql("has_clue", matches_sql(_DIGITS))
    return (
        f"SELECT *, {digits} AS has_digits,"
        " CASE WHEN has_clue OR strlen(x) < 13 THEN contains(x, '@') ELSE false END AS has_at FROM"
        f" (SELECT *, {where_sql('strlen(x) >= 13', _clue_pattern())} AS has_clue"
        f" FROM ({cleaned_sql(body, columns, has_odd, steps)}) WHERE {where})"
    )


def _clue() -> str:
    """The condition on x of a text that may hold personal data: has_clue, or has_at in short."""
    return where_sql("strlen(x) >= 13", _clue_pattern(), "contains(x, '@')")


def _clue_pattern() -> str:
    words = national("personal_data.yaml")["free-text"]["clues"]
    return matches_sql(f"@|{_DIGITS}|{words}")


def cleaned_sql(
    body: Body,
    columns: Sequence[int],
    has_odd: bool = True,
    steps: Mapping[int, int] | None = None,
) -> str:
    """The values of these columns as c, m, v and x (cleaned, Arabic digits), the missing left out; of
    columns that have a step, one value in so many."""
    absent = ", ".join(str(int(shape)) for shape in ABSENT)
    listed = ", ".join(map(str, columns))
    x = f"CASE WHEN d.p THEN {trimmed('d.v')} ELSE d.v END"
    x = f"coalesce(o.a, {x})" if has_odd else x
    join = f" LEFT JOIN {odd_table(body)} o ON o.v = d.v" if has_odd else ""
    return (
        f"SELECT d.c, d.m, d.v, {x} AS x FROM {_sampled(listed, steps)} d{join}"
        f" WHERE d.c IN ({listed}) AND d.m > 0 AND d.k NOT IN ({absent})"
    )


def _sampled(listed: str, steps: Mapping[int, int] | None) -> str:
    """The dictionary, or one value in so many of some columns, packed: DuckDB would go on with a few
    rows of every 2,048, and a hundred looks at few rows cost as much as at many."""
    if not steps:
        return VALUES
    cases = " ".join(f"WHEN {column} THEN hash(v) % {step} = 0" for column, step in steps.items())
    return (
        f"(WITH sample AS MATERIALIZED (SELECT * FROM {VALUES} WHERE c IN ({listed})"
        f" AND CASE c {cases} ELSE true END) SELECT * FROM sample)"
    )


def plain_signs() -> dict[str, str]:
    """The signs of meanings that are no personal data."""
    url = matches_sql(national("personal_data.yaml")["url"]["pattern"])
    return {
        "iso-3166-2": "regexp_matches(x, '^TH-[0-9]{2}$')",
        "postcode": "regexp_matches(x, '^[1-9][0-9]{4}(\\.0+)?$')",
        "rai-ngan-wa": "regexp_matches(x, '^[0-9]+ ?- ?[0-3] ?- ?[0-9]{1,2}(\\.[0-9]+)?$')",
        "url": url,
    }


def where_sql(cheap: str, costly: str, otherwise: str = "false") -> str:
    """Both conditions, the costly one asked only where the cheap one holds: AND asks both."""
    return f"CASE WHEN {cheap} THEN {costly} ELSE {otherwise} END"


def matches_sql(pattern: str) -> str:
    """Whether x matches the regular expression."""
    return f"regexp_matches(x, {quoted(pattern)})"


def quoted_name(name: str) -> str:
    """A name of SQL."""
    return f'"{name}"'
