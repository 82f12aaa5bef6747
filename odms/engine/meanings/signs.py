"""Signs of meaning, counted over the distinct values of many columns at once.

How much of a column stands in which name list, and how much matches which pattern: numbers only;
what they amount to is decided in `meaning` and `personal`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.grid import Workspace
from odms.engine.meanings.gazette import GAZETTE, key_sql
from odms.engine.types.dictionary import VALUES, arabic_sql, odd_table
from odms.engine.types.shapes import ABSENT, bare, quoted

# Names and codes of lists repeat; columns with more different values are not looked up.
LOOKED_UP_AT_MOST = 60_000
_LONGEST_NAME = 150
# Values of a large column that are tried with every pattern, and the share that a pattern must
# show there to be counted over all. Single hits in free text matter too: _RARE is always counted.
_SAMPLE = 4_000
_SHOWN = 0.1
_RARE = frozenset({"id13_within", "email_within", "phone_within"})
_DIGITS = "[0-9]([- ]?[0-9]){8}"


@dataclass
class Hits:
    """Detail rows and different values that match one sign."""

    n: int = 0
    n_values: int = 0


@dataclass
class Signs:
    """The signs of one column: detail rows and values in all, and hits by sign."""

    n: int = 0
    n_values: int = 0
    has_odd: bool = True
    lists: dict[str, Hits] = field(default_factory=dict)
    patterns: dict[str, int] = field(default_factory=dict)

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


def look_up(body: Body, columns: Sequence[int], found: dict[int, Signs], work: Workspace) -> None:
    """Count, for every column, the values that stand in each list of the gazette."""
    if not columns:
        return
    rows = work.db.execute(
        f"SELECT c, kind, sum(m), count(*) FROM ({_values(body, columns)}"
        f" AND strlen(d.v) <= {_LONGEST_NAME}) d JOIN {GAZETTE} g ON g.key = {key_sql('x')}"
        " GROUP BY c, kind"
    ).fetchall()
    for c, kind, n, n_values in rows:
        found[c].lists[kind] = Hits(int(n), n_values)


def match(body: Body, columns: Sequence[int], found: dict[int, Signs], work: Workspace) -> None:
    """Count, for every column, the rows that match each pattern of personal data.

    Columns of many values are sampled first; what shows in the sample is counted over all.
    """
    large = [c for c in columns if found[c].n_values > 2 * _SAMPLE]
    small = [c for c in columns if found[c].n_values <= 2 * _SAMPLE]
    every = _pattern_signs()
    for has_odd in (False, True):
        alike = [c for c in small if found[c].has_odd is has_odd]
        for column, counts in _matching(body, alike, every, work, has_odd=has_odd).items():
            found[column].patterns = counts
    for column in large:
        has_odd = found[column].has_odd
        step = found[column].n_values // _SAMPLE
        sampled = _matching(body, [column], every | {"n": "true"}, work, step, has_odd=has_odd)[
            column
        ]
        seen = {
            sign: sql
            for sign, sql in every.items()
            if sign in _RARE or sampled.get(sign, 0) >= _SHOWN * sampled.get("n", 0)
        }
        found[column].patterns = _matching(body, [column], seen, work, has_odd=has_odd)[column]


def _matching(
    body: Body,
    columns: Sequence[int],
    wanted: dict[str, str],
    work: Workspace,
    step: int = 1,
    *,
    has_odd: bool,
) -> dict[int, dict[str, int]]:
    """The rows of each column that match each wanted sign; of one value in `step` only."""
    if not columns or not wanted:
        return {}
    counts = ", ".join(f"sum(m) FILTER ({sql})" for sql in wanted.values())
    some = f" AND hash(d.v) % {step} = 0" if step > 1 else ""
    rows: list[Any] = work.db.execute(
        f"SELECT c, {counts} FROM ({_values(body, columns, has_odd)}{some}) GROUP BY c"
    ).fetchall()
    empty: dict[int, dict[str, int]] = {column: {} for column in columns}
    return empty | {
        c: {sign: int(n) for sign, n in zip(wanted, sums, strict=True) if n is not None}
        for c, *sums in rows
    }


def values_showing(body: Body, column: int, sign: str, *, is_not: bool = False) -> str:
    """The query of the different texts of a column that show a sign, or that do not."""
    shows = f"({_pattern_signs()[sign]})"
    return f"SELECT v FROM ({_values(body, [column])}) WHERE {'NOT ' if is_not else ''}{shows}"


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


def _values(body: Body, columns: Sequence[int], has_odd: bool = True) -> str:
    """The values of these columns as c, m and x (cleaned, Arabic digits), the missing left out;
    `has_digits` where a longer text holds digits enough for an identifier."""
    absent = ", ".join(str(int(shape)) for shape in ABSENT)
    listed = ", ".join(map(str, columns))
    x = arabic_sql("d.v") if has_odd else bare("d.v")
    join = f" LEFT JOIN {odd_table(body)} o ON o.v = d.v" if has_odd else ""
    return (
        f"SELECT d.c, d.m, {x} AS x, d.v, strlen(d.v) > 20 AND regexp_matches({x}, '{_DIGITS}')"
        f" AS has_digits FROM {VALUES} d{join}"
        f" WHERE d.c IN ({listed}) AND d.m > 0 AND d.k NOT IN ({absent})"
    )


def _pattern_signs() -> dict[str, str]:
    """The SQL condition of every sign, by name."""
    told = national("personal_data.yaml")
    digits = "regexp_replace(x, '[^0-9]', '', 'g')"
    is_id = f"strlen(x) BETWEEN 13 AND 20 AND {_matches(told['th-national-id']['pattern'])}"
    valid = f"CASE WHEN {is_id} THEN {check_digit_sql(digits)} ELSE false END"
    person = f"{valid} AND x[1] BETWEEN '1' AND '8'"
    is_short, has_at = "strlen(x) <= 60", "contains(x, '@')"
    signs = {
        "id13": is_id,
        "id13_valid": valid,
        "id13_person": person,
        "id13_juristic": f"{valid} AND x[1] = '0'",
        "id13_within": _where("has_digits", _matches(told["th-national-id"]["within"])),
        "mobile": f"{is_short} AND {_matches(told['phone']['mobile'])}"
        f" AND {_matches(told['phone']['pattern'])}",
        "phone_bare": f"strlen(x) <= 9 AND {_matches(told['phone']['bare'])}",
        "phone_within": _where("has_digits", _matches(told["phone"]["within"])),
        "vehicle-plate-whole": f"{is_short} AND {_matches(told['vehicle-plate']['whole'])}",
        "email_within": _where(has_at, _matches(told["email"]["within"])),
        "email_office": _where(has_at, _matches(told["email"]["office"])),
        "address": _where("strlen(x) >= 12", _address(told["address"])),
        "house": f"strlen(x) >= 12 AND {_matches(told['address']['house'])}",
        "person-name": _person(told["person-name"]["not"]),
        "iso-3166-2": "regexp_matches(x, '^TH-[0-9]{2}$')",
        "body": f"{is_short} AND {_matches(told['person-name']['not'])}",
        "postcode": "regexp_matches(x, '^[1-9][0-9]{4}(\\.0+)?$')",
        "rai-ngan-wa": "regexp_matches(x, '^[0-9]+ ?- ?[0-3] ?- ?[0-9]{1,2}(\\.[0-9]+)?$')",
        "words": f"{is_short} AND regexp_matches(x, '^[ก-๙A-Za-z .()-]+$')",
    }
    for kind in ("phone", "email", "vehicle-plate", "passport", "line-id", "bank-account", "url"):
        matches = _matches(told[kind]["pattern"])
        gate = has_at if kind == "email" else is_short
        signs[kind] = matches if kind == "url" else _where(gate, matches)
    return signs


def _where(cheap: str, costly: str) -> str:
    """Both conditions, the costly one asked only where the cheap one holds: AND asks both."""
    return f"CASE WHEN {cheap} THEN {costly} ELSE false END"


def _address(told: dict[str, Any]) -> str:
    parts = " + ".join(f"CAST({_matches(part)} AS INTEGER)" for part in told["parts"])
    return f"({parts}) >= {told['parts_at_least']}"


def _person(negative: str) -> str:
    """A prefix, then a name-like remainder: Thai letters, and two words after a short prefix."""
    prefixes = national("name_prefixes.yaml")
    sure = "|".join(_spelt(word) for word in sorted(prefixes["sure"], key=len, reverse=True))
    short = "|".join(
        re.escape(word) + (" " if word.isascii() else "")  # Msc is no Ms
        for word in sorted(prefixes["short"], key=len, reverse=True)
    )
    return (
        "strlen(x) <= 200 AND regexp_matches(x, "
        f"'(?i)^(({sure}) ?[ก-๙a-z]{{2}}|({short})[ก-๙a-z. ]+ +[ก-๙a-z]{{2}})')"
        f" AND NOT regexp_matches(x, {quoted(negative)})"
    )


def _spelt(word: str) -> str:
    return word.replace(".", r"\. ?")


def _matches(pattern: str) -> str:
    return f"regexp_matches(x, {quoted(pattern)})"
