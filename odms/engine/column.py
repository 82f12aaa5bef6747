"""What the engine knows of a table's body before typing (`Body`) and of each column after (`Column`)."""

from dataclasses import dataclass, field
from typing import Any

from odms.engine.grid import GridFinding

# Columns of a table's Parquet file that are ours: the source row, and whether it sums up others.
ROW = "_row"
IS_TOTAL = "_is_total"

TYPES = (
    "integer",
    "number",
    "boolean",
    "date",
    "datetime",
    "time",
    "year",
    "geometry",
    "text",
)


@dataclass(frozen=True)
class Body:
    """The body of one table: its data rows as raw source text in DuckDB, and what is known of it.

    `relation` is a DuckDB table or view with `r` (BIGINT, 0-based source row) and `v0` … `vN`
    (VARCHAR, the cell's raw text, NULL where there is no cell); total rows are among its rows.
    `names` are clean and unique. `total_rows` are kept as rows and left out of every judgement of
    type, code list and range. `native_types` tells, by column, the DuckDB type that a typed format
    declares; `native_dates` lists the columns whose cells a workbook holds as true dates (ISO
    text). `context` is the file's name, the sheet's name and the title rows in one text: it says
    where the Buddhist era or a unit is named. `chosen_types` are the types that a person gave to
    columns. A strip of a wide body holds some columns of the relation `strip_of`, under their names
    and numbers there.
    """

    relation: str
    names: tuple[str, ...]
    source_names: tuple[str | None, ...]
    n_rows: int
    total_rows: frozenset[int] = frozenset()
    native_types: dict[int, str] = field(default_factory=dict)
    native_dates: frozenset[int] = frozenset()
    context: str = ""
    chosen_types: dict[int, str] = field(default_factory=dict)
    strip_of: str | None = None

    @property
    def whole(self) -> str:
        """The relation that holds every column of the body."""
        return self.strip_of or self.relation


@dataclass(frozen=True)
class Personal:
    """Personal data in a column: its kind, the count and share of values, and how sure we are.

    `how` says in a sentence how it was told, `basis` on which grounds: `check-digit`, `pattern`,
    `prefix`, `header`, `name-list`, `word-list`, `text` (inside longer texts) and `beside` (by the
    other columns). `also` are further kinds inside the same texts.
    """

    kind: str
    n: int
    share: float
    verdict: str  # certain, likely or possible
    how: str = ""
    basis: tuple[str, ...] = ()
    is_sensitive: bool = False
    also: tuple["Personal", ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The finding as the report publishes it."""
        return {
            "kind": self.kind,
            "n": self.n,
            "share": self.share,
            "verdict": self.verdict,
            "how": self.how,
            "basis": list(self.basis),
            "is_sensitive": self.is_sensitive,
            "also": [one.to_json() for one in self.also],
        }


@dataclass(frozen=True)
class Column:
    """One column, judged over the whole body.

    `type` is one of TYPES and `meaning` a code of `definitions/<country>/meanings.yaml`. `how`
    says in a sentence how both were found. `n` counts the body's rows; of these `n_missing` hold
    nothing or a token for missing, `n_suppressed` a token for suppressed, and `n_failed` a value
    that is not of the type (its text stays in `<name>__source`). `n_distinct` counts exactly the
    different cleaned source texts that are neither missing nor suppressed. `min` and `max` are
    typed values for JSON (numbers, ISO text after conversion to the common era, the source's own
    number for a year), None for text. They, and the profile's other measures of size, are taken
    over the detail rows, total rows left out. `sql` renders the typed value from an alias `b` of
    the body; `lookup` names the table that it needs joined as `k<index>`, if any, by `lookup_key`
    (`v`, the source text, or `r`, the row). `source_sql` renders the text that the companion
    `source_column` keeps, where a typed value does not say it all. `findings` have no column in
    them: it is this one.
    """

    index: int
    name: str
    source_name: str | None
    type: str
    meaning: str | None
    how: str
    n: int
    n_missing: int
    n_suppressed: int
    n_failed: int
    n_distinct: int
    min: Any
    max: Any
    sql: str
    lookup: str | None = None
    lookup_key: str = "v"
    source_sql: str | None = None
    source_column: str | None = None
    unit: str | None = None
    personal: Personal | None = None
    findings: tuple[GridFinding, ...] = ()
    profile: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The column as `odms inspect --json` publishes it."""
        return {
            "name": self.name,
            "source_name": self.source_name,
            "type": self.type,
            "meaning": self.meaning,
            "how": self.how,
            "n_missing": self.n_missing,
            "n_distinct": self.n_distinct,
            "min": self.min,
            "max": self.max,
        }
