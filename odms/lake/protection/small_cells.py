"""Counts from 1 to below a threshold are left empty, and so is what would give them away.

A total is matched with what it sums: the rows since the total before it, the rows up to the next
total, or all rows. Where just one of these rows is empty, the smallest other count is emptied too;
where there is none, or where a total sums up nothing that is seen here and something was emptied,
the total itself goes. `total` names a column that sums this one and others of the same row: it goes
in each row where this one does, with what would give it away in its own column.

Done: what one subtraction, down the column or across to the named total, would give back. Not done:
bounds from several overlapping totals, other tables with the same figures, and shares or means from
which counts can be worked out.
"""

from odms.lake.protection.measure import Column, Measure, Parameter, Values
from odms.lake.protection.work import Work
from odms.lake.rows import IS_TOTAL, ROW, quoted

# how a total stands to its rows: the SQL that tells the rows of total t among cells c
_SETS = {
    "closing": "c.block_before = t.block_before",
    "opening": "c.block_after = t.block_after",
    "all": "true",
}


def _change(work: Work, column: Column, values: Values) -> None:
    cell = quoted(column.name)
    _hide(work, column.name, f"coalesce({cell} > 0 AND {cell} < {values['below']}, false)")
    if (total := values.get("total")) in work.columns and total != column.name:
        work.db.execute(
            "CREATE OR REPLACE TEMP TABLE odms_hidden AS SELECT r FROM odms_cells WHERE is_hidden"
        )
        _hide(work, total, f"{ROW} IN (SELECT r FROM odms_hidden)")


def _hide(work: Work, name: str, condition: str) -> None:
    """Empty the cells of a column that meet a condition, and those that would give them away."""
    _take_cells(work, quoted(name), condition)
    if work.has_totals:
        _match_totals(work)
        _hide_complements(work, "closing")
        _hide_complements(work, "opening")
        _hide_totals(work)
        _hide_complements(work, "all")
    value = f"CASE WHEN NOT c.is_hidden THEN t.{quoted(name)} END AS {quoted(name)}"
    work.put(
        f"SELECT t.* REPLACE ({value}) FROM {work.relation} t "
        f"JOIN odms_cells c ON c.r = t.{ROW} ORDER BY t.{ROW}"
    )


def _take_cells(work: Work, cell: str, condition: str) -> None:
    """The column's cells with the blocks between totals, and which of them are hidden."""
    is_total = IS_TOTAL if work.has_totals else "false"
    rows = f"OVER (ORDER BY {ROW} ROWS BETWEEN UNBOUNDED PRECEDING AND"
    work.db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE odms_cells AS
        SELECT {ROW} AS r, {is_total} AS is_total, {cell} AS v, {condition} AS is_hidden,
            coalesce(sum({is_total}::INT) {rows} 1 PRECEDING), 0) AS block_before,
            sum({is_total}::INT) {rows} CURRENT ROW) AS block_after
        FROM {work.relation}
        """
    )


def _match_totals(work: Work) -> None:
    """Which rows each total sums up: `kind`, NULL where it sums up none that are seen."""
    sums = {
        "closing": ("block_before", "block_before"),
        "opening": ("block_after", "block_after"),
    }
    joins = " ".join(
        f"LEFT JOIN (SELECT {of}, sum(v) AS s FROM odms_cells WHERE NOT is_total GROUP BY 1) {kind} "
        f"ON {kind}.{of} = t.{by}"
        for kind, (of, by) in sums.items()
    )
    work.db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE odms_totals AS SELECT t.*, CASE
            WHEN t.v = closing.s THEN 'closing' WHEN t.v = opening.s THEN 'opening'
            WHEN t.v = (SELECT sum(v) FROM odms_cells WHERE NOT is_total) THEN 'all' END AS kind
        FROM odms_cells t {joins} WHERE t.is_total
        """
    )


def _hide_complements(work: Work, kind: str) -> None:
    """Where one row of a total is hidden alone, hide the smallest other; none left: the total."""
    work.db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE odms_lone AS
        SELECT t.r AS total, count_if(c.is_hidden) AS n_hidden,
            arg_min(c.r, (c.v = 0, c.v, c.r)) FILTER (NOT c.is_hidden AND c.v IS NOT NULL) AS next
        FROM odms_totals t JOIN odms_cells c ON NOT c.is_total AND {_SETS[kind]}
        WHERE t.kind = '{kind}' AND NOT t.is_hidden GROUP BY t.r HAVING n_hidden = 1
        """
    )
    chosen = "SELECT coalesce(next, total) FROM odms_lone"
    for table in ("odms_cells", "odms_totals"):
        work.db.execute(f"UPDATE {table} SET is_hidden = true WHERE r IN ({chosen})")


def _hide_totals(work: Work) -> None:
    """Hide totals that may give away what was hidden: those of rows that are not seen here, and the
    total of all where one of the totals below it is hidden alone."""
    work.db.execute(
        """
        UPDATE odms_totals SET is_hidden = true
        WHERE kind IS NULL AND (SELECT bool_or(is_hidden) FROM odms_cells) OR kind = 'all'
            AND (SELECT count_if(is_hidden) FROM odms_totals WHERE kind IN ('closing', 'opening')) = 1
        """
    )
    hidden = "SELECT r FROM odms_totals WHERE is_hidden"
    work.db.execute(f"UPDATE odms_cells SET is_hidden = true WHERE r IN ({hidden})")


MEASURE = Measure(
    "small-cells",
    parameters=(
        Parameter("below", int, 5, least=2, most=1000),
        Parameter("total", str, is_optional=True),
    ),
    types=frozenset({"integer"}),
    meaning_after=None,
    change=_change,
    presets=({"below": 3}, {"below": 5}, {"below": 10}),
)
