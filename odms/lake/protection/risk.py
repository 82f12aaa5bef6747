"""How easily a record could be told to be a person's: k, l and t over chosen columns, in SQL.

Records that are alike in all quasi-identifiers form a group. *k* is the size of the smallest one
(k-anonymity, Sweeney 2002). Of a sensitive column, distinct *l* is the least number of different
values in a group (l-diversity, Machanavajjhala et al. 2007), and *t* the greatest distance between
the spread of its values in a group and in the whole table (t-closeness, Li et al. 2007): for numbers
and days the earth mover's distance over the order of the values, for texts half the sum of
differences. A missing value is a value. Rows that sum up others are no records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import duckdb

from odms.lake.protection.work import Work
from odms.lake.rows import quoted

N_SMALLEST = 10
_ORDERED = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "DOUBLE",
    "FLOAT",
    "DECIMAL",
    "DATE",
    "TIMESTAMP",
)


@dataclass(frozen=True)
class Group:
    """Records alike in the quasi-identifiers: their values, as text, and how many they are."""

    values: Mapping[str, str | None]
    n: int


@dataclass(frozen=True)
class Risk:
    """The figures of one table. `k` is nought where there is no record.

    `n_below` counts records in groups smaller than `threshold`, `share_below` is their part of all
    (0 to 1), `n_unique` are records alone in their group. `diversity` and `closeness` are distinct l
    and t by sensitive column. `smallest` lists values of persons and stays in the house.
    """

    quasi: tuple[str, ...]
    threshold: int
    n_records: int = 0
    n_groups: int = 0
    k: int = 0
    n_unique: int = 0
    n_below: int = 0
    share_below: float = 0.0
    diversity: Mapping[str, int] = field(default_factory=dict)
    closeness: Mapping[str, float] = field(default_factory=dict)
    smallest: tuple[Group, ...] = ()

    @classmethod
    def from_dict(cls, told: Mapping[str, Any] | None) -> "Risk | None":
        """From what `dataclasses.asdict` gave, also after it went through JSON."""
        if told is None:
            return None
        groups = tuple(Group(**group) for group in told["smallest"])
        return cls(**{**told, "quasi": tuple(told["quasi"]), "smallest": groups})

    def figures(self) -> dict[str, Any]:
        """The figures alone, without a value of anybody: what may go into a record of evidence."""
        told = asdict(self)
        del told["smallest"]
        return told | {"quasi": list(self.quasi)}


def assess(
    work: Work, quasi: Sequence[str], sensitive: Sequence[str] = (), *, threshold: int = 5
) -> Risk | None:
    """The risk of the table on the bench; None where none of the quasi-identifiers is left.

    Columns that were dropped count no more.
    """
    quasi = [name for name in quasi if name in work.columns]
    sensitive = [name for name in sensitive if name in work.columns and name not in quasi]
    if not quasi:
        return None
    _group(work, quasi, sensitive)
    row = work.db.execute(
        f"""
        SELECT coalesce(sum(n), 0), count(*), coalesce(min(n), 0),
            coalesce(sum(n) FILTER (n = 1), 0), coalesce(sum(n) FILTER (n < {int(threshold)}), 0)
        FROM odms_groups
        """
    ).fetchone()
    n, n_groups, k, n_unique, n_below = map(int, row or (0, 0, 0, 0, 0))
    return Risk(
        quasi=tuple(quasi),
        threshold=threshold,
        n_records=n,
        n_groups=n_groups,
        k=k,
        n_unique=n_unique,
        n_below=n_below,
        share_below=round(n_below / n, 6) if n else 0.0,
        diversity={name: _diversity(work.db, place) for place, name in enumerate(sensitive)},
        closeness={
            name: round(_closeness(work.db, place, _is_ordered(work.columns[name])), 6)
            for place, name in enumerate(sensitive)
        },
        smallest=_smallest(work.db, quasi),
    )


def _group(work: Work, quasi: Sequence[str], sensitive: Sequence[str]) -> None:
    """The groups with their sizes, and each record's group with its sensitive values `s<place>`."""
    names = ", ".join(map(quoted, quasi))
    shown = "".join(f", {quoted(name)} AS s{place}" for place, name in enumerate(sensitive))
    records = f"SELECT {names}{shown} FROM {work.relation} WHERE {work.is_detail}"
    keys = [f"q{place}" for place in range(len(quasi))]
    named = ", ".join(f"{quoted(name)} AS {key}" for name, key in zip(quasi, keys, strict=True))
    work.db.execute(
        f"CREATE OR REPLACE TEMP TABLE odms_groups AS SELECT row_number() OVER () AS g, * FROM "
        f"(SELECT {named}, count(*) AS n FROM {work.relation} WHERE {work.is_detail} GROUP BY ALL)"
    )
    if sensitive:
        alike = " AND ".join(
            f"r.{quoted(name)} IS NOT DISTINCT FROM g.{key}"
            for name, key in zip(quasi, keys, strict=True)
        )
        values = ", ".join(f"r.s{place}" for place in range(len(sensitive)))
        work.db.execute(
            f"CREATE OR REPLACE TEMP TABLE odms_records AS SELECT g.g, {values} "
            f"FROM ({records}) r JOIN odms_groups g ON {alike}"
        )


def _smallest(db: duckdb.DuckDBPyConnection, quasi: Sequence[str]) -> tuple[Group, ...]:
    shown = ", ".join(f"CAST(q{place} AS VARCHAR)" for place in range(len(quasi)))
    found = db.execute(
        f"SELECT n, {shown} FROM odms_groups ORDER BY n, {shown} LIMIT {N_SMALLEST}"
    ).fetchall()
    return tuple(Group(dict(zip(quasi, values, strict=True)), n) for n, *values in found)


def _diversity(db: duckdb.DuckDBPyConnection, place: int) -> int:
    value = f"s{place}"
    row = db.execute(
        f"SELECT min(d) FROM (SELECT count(DISTINCT {value}) + "
        f"CAST(count(*) > count({value}) AS INTEGER) AS d FROM odms_records GROUP BY g)"
    ).fetchone()
    return int(row[0] or 0) if row else 0


def _closeness(db: duckdb.DuckDBPyConnection, place: int, is_ordered: bool) -> float:
    _spread(db, f"s{place}")
    row = db.execute(_EARTH_MOVER if is_ordered else _EQUAL_DISTANCE).fetchone()
    return float(row[0] or 0) if row else 0.0


def _spread(db: duckdb.DuckDBPyConnection, value: str) -> None:
    """The values in order with their shares: `i` from 1, share `p`, reached `cum`, and the sum of
    what was reached `total`; and the same values of each group with their shares `q`."""
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE odms_values AS
        SELECT *, sum(cum) OVER (ORDER BY i) AS total FROM (
            SELECT v, i, n / sum(n) OVER () AS p, sum(n) OVER (ORDER BY i) / sum(n) OVER () AS cum
            FROM (SELECT {value} AS v, count(*) AS n, row_number() OVER (ORDER BY {value} NULLS LAST) AS i
                FROM odms_records GROUP BY 1))
        """
    )
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE odms_shares AS
        SELECT r.g, x.i, x.p, count(*) / any_value(g.n) AS q
        FROM odms_records r JOIN odms_values x ON x.v IS NOT DISTINCT FROM r.{value}
        JOIN odms_groups g ON g.g = r.g GROUP BY r.g, x.i, x.p
        """
    )


# half the sum of |q - p|: values that a group has not add their p
_EQUAL_DISTANCE = """
    SELECT max(d) FROM (
        SELECT (sum(abs(q - p)) + 1 - sum(p)) / 2 AS d FROM odms_shares GROUP BY g)
"""

# the sum of |reached in the group - reached in all| over the m values, by m - 1. Between two values
# of a group what it reached, c, is constant, so that the sum from a to b - 1 comes from prefix sums:
# up to x what all reached is at most c, after x it is more
_EARTH_MOVER = """
    WITH reached AS (
        SELECT g, i AS a, lead(i) OVER w AS b, sum(q) OVER w AS c FROM odms_shares
        WINDOW w AS (PARTITION BY g ORDER BY i)),
    size AS (SELECT count(*) AS m FROM odms_values),
    pieces AS (
        SELECT g, a, coalesce(b, m + 1) AS b, c FROM reached, size
        UNION ALL
        SELECT g, 1 AS a, min(i) AS b, 0 AS c FROM odms_shares GROUP BY g HAVING min(i) > 1),
    crossed AS (
        SELECT p.*, greatest(p.a - 1, least(p.b - 1, coalesce(v.i, 0))) AS x
        FROM pieces p ASOF LEFT JOIN odms_values v ON p.c >= v.cum)
    SELECT max(d) FROM (
        SELECT sum(c * (x - a + 1) - (coalesce(upto.total, 0) - coalesce(ahead.total, 0))
            + (coalesce(final.total, 0) - coalesce(upto.total, 0)) - c * (b - 1 - x))
            / greatest(any_value(m) - 1, 1) AS d
        FROM crossed CROSS JOIN size
        LEFT JOIN odms_values upto ON upto.i = x
        LEFT JOIN odms_values ahead ON ahead.i = a - 1
        LEFT JOIN odms_values final ON final.i = b - 1
        GROUP BY g)
"""


def _is_ordered(sql_type: str) -> bool:
    """Whether values of DuckDB's type have an order that means something."""
    return sql_type.startswith(_ORDERED)
