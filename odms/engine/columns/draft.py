"""A column while it is being judged, and the SQL that its judgement comes to."""

from dataclasses import dataclass, field

from odms.engine.column import Body
from odms.engine.grid import GridFinding
from odms.engine.meanings import meaning
from odms.engine.meanings.signs import Signs
from odms.engine.types import dictionary, values
from odms.engine.types.date_columns import DateColumn
from odms.engine.types.dictionary import Shapes
from odms.engine.types.judging import Judgement
from odms.engine.types.measures import Size, Texts
from odms.engine.types.patterns import Patterns
from odms.engine.types.shapes import Shape, quoted
from odms.engine.types.years import Years


@dataclass
class Draft:
    """What is known of a column so far; `words` are its words for no value, yes and no."""

    index: int
    name: str
    source_name: str | None
    shapes: Shapes
    judgement: Judgement
    words: dict[Shape, list[str]] = field(default_factory=dict)
    dates: DateColumn | None = None
    years: Years | None = None
    size: Size | None = None
    texts: Texts = field(default_factory=Texts)
    patterns: Patterns = field(default_factory=Patterns)
    signs: Signs = field(default_factory=Signs)
    meaning: str | None = None
    why: list[str] = field(default_factory=list)
    findings: list[GridFinding] = field(default_factory=list)
    low: str | None = None  # of dates and times, ISO
    high: str | None = None
    is_buddhist_span: bool = False
    n_failed: int = 0

    @property
    def type(self) -> str:
        """The type decided so far."""
        return self.judgement.type

    @property
    def unit(self) -> str | None:
        """The unit that the cells themselves name."""
        return "percent" if self.type == "number" and self.shapes.n({Shape.PERCENT}) else None

    def sql(self) -> str:
        """The typed value over an alias `b` of the body and the lookup, if any."""
        column, shapes = self.index, self.shapes
        match self.type:
            case "integer":
                return values.integer_value(column, shapes)
            case "number":
                return values.number_value(column, shapes)
            case "year" if self.years is not None:
                return values.year_value(column, shapes, self.years.added)
            case "boolean":
                return values.boolean_value(column, shapes)
            case "time":
                return values.time_value(column, shapes)
            case "date" | "datetime" if self.dates is not None:
                return self._date_sql(self.dates)
            case "geometry":
                return values.geometry_value(column, shapes)
        tokens = self.words.get(Shape.TOKEN, []) + self.words.get(Shape.SUPPRESSED, [])
        is_code = meaning.is_kept_as_text(self.meaning)
        return values.text_value(column, shapes, tokens, is_code=is_code)

    def lookup(self, body: Body) -> tuple[str | None, str]:
        """The table that `sql` needs joined, and its key."""
        if self.dates is not None:
            return (None if self.dates.formula else self.dates.table), self.dates.key
        return (dictionary.odd_table(body) if self.shapes.has_odd else None), "v"

    def join(self, body: Body) -> str:
        """The SQL that joins the lookup to an alias `b` of the body."""
        table, key = self.lookup(body)
        if table is None:
            return ""
        alias = values.lookup_alias(self.index)
        source = "b.r" if key == "r" else f"b.v{self.index}"
        return f"LEFT JOIN {table} {alias} ON {alias}.{key} = {source}"

    def is_no_value_sql(self) -> str:
        """Whether the source text is a word for no value."""
        kinds = (Shape.TOKEN, Shape.SUPPRESSED, Shape.NUMBER_TOKEN)
        words = [word for kind in kinds for word in self.words.get(kind, [])]
        if not words:
            return "false"
        return f"b.v{self.index} IN ({', '.join(map(quoted, words))})"

    def _date_sql(self, dates: DateColumn) -> str:
        if dates.formula:
            return dates.formula.format(x=f"b.v{self.index}")
        return f"{values.lookup_alias(self.index)}.value"
