"""The SQL of a column's typed value and of its source text, over an alias `b` of the body.

Where a typed value would lose something of the text, the companion column keeps the source.
"""

from odms.definitions import national
from odms.engine.grid import Workspace
from odms.engine.types.dates import clock_sql
from odms.engine.types.dictionary import VALUES, Shapes, arabic_sql, text_sql
from odms.engine.types.shapes import (
    WHOLE,
    Shape,
    integer_sql,
    is_number_sql,
    is_whole_sql,
    number_sql,
    quoted,
    trimmed,
    year_pattern,
)

_BLANK = frozenset({Shape.EMPTY})
_PLAIN_NUMBERS = {Shape.INTEGER, Shape.DECIMAL, Shape.DOT_ZERO}
_WITHOUT_DIGITS = _BLANK | {Shape.TOKEN, Shape.SUPPRESSED}
# Beyond so many characters a double may not give back the digits of a decimal text.
_DIGITS_OF_A_DOUBLE = 17
_ISO_MOMENT = "^(1[89]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?$"


def lookup_alias(column: int) -> str:
    """The alias under which a column's lookup table is joined."""
    return f"k{column}"


def integer_value(column: int, shapes: Shapes) -> str:
    """BIGINT; NULL where the text is no whole number."""
    x, present = _x(column, shapes), frozenset(shapes.tallies)
    if present <= _WITHOUT_DIGITS | {Shape.INTEGER}:
        return f"TRY_CAST({x} AS BIGINT)"
    if present <= _WITHOUT_DIGITS | {Shape.INTEGER, Shape.COMMAS}:
        return f"TRY_CAST(replace({x}, ',', '') AS BIGINT)"
    if present <= _WITHOUT_DIGITS | WHOLE:
        return integer_sql(x)
    return f"CASE WHEN {is_whole_sql(x)} THEN {integer_sql(x)} END"


def number_value(column: int, shapes: Shapes) -> str:
    """DOUBLE; a percent keeps the number before its sign; NULL where the text is no number."""
    x, present = _x(column, shapes), frozenset(shapes.tallies)
    if present <= _BLANK | _PLAIN_NUMBERS:
        return f"TRY_CAST({x} AS DOUBLE)"
    if present <= _BLANK | _PLAIN_NUMBERS | {Shape.COMMAS, Shape.COMMAS_DECIMAL}:
        return f"TRY_CAST(replace({x}, ',', '') AS DOUBLE)"
    return f"CASE WHEN {is_number_sql(x)} THEN {number_sql(x)} END"


def text_value(column: int, shapes: Shapes, tokens: list[str], *, is_code: bool = False) -> str:
    """VARCHAR, cleaned; NULL where the text is empty or one of `tokens`, as the source spells it.

    A code has Arabic digits and loses the `.0` that a spreadsheet or a program added.
    """
    x = text_sql(f"b.v{column}", lookup_alias(column), column=shapes)
    if is_code:
        x = _x(column, shapes)
        if shapes.n({Shape.DOT_ZERO}):
            x = f"regexp_replace({x}, '^([0-9]+)\\.0+$', '\\1')"
    if Shape.EMPTY in shapes.tallies:
        x = f"nullif({x}, '')"
    if tokens:
        listed = ", ".join(quoted(token) for token in tokens)
        x = f"CASE WHEN b.v{column} IN ({listed}) THEN NULL ELSE {x} END"
    return x


def boolean_value(column: int, shapes: Shapes) -> str:
    """BOOLEAN; NULL where the text is no word for yes or no."""
    x = f"lower({_x(column, shapes)})"
    pairs = national("tokens.yaml")["booleans"]
    yes = ", ".join(quoted(pair["true"]) for pair in pairs)
    no = ", ".join(quoted(pair["false"]) for pair in pairs)
    return f"CASE WHEN {x} IN ({yes}) THEN true WHEN {x} IN ({no}) THEN false END"


def year_value(column: int, shapes: Shapes, added: int) -> str:
    """INTEGER, the year as the source counts it; `added` completes two-digit years."""
    x = _x(column, shapes)
    number = f"TRY_CAST({x} AS INTEGER)"
    if shapes.n({Shape.YEAR_WORD}):
        word = f"TRY_CAST(regexp_extract({x}, '[0-9]{{4}}') AS INTEGER)"
        return f"CASE WHEN regexp_matches({x}, '^[0-9]{{4}}$|{year_pattern()}') THEN {word} END"
    if shapes.present() - {Shape.EMPTY, Shape.TOKEN, Shape.SUPPRESSED, Shape.INTEGER}:
        number = f"CAST(CASE WHEN {is_whole_sql(x)} THEN {integer_sql(x)} END AS INTEGER)"
    return f"{number} + {added}" if added else number


def time_value(column: int, shapes: Shapes) -> str:
    """TIME; NULL where the text is no time of day."""
    return clock_sql(_x(column, shapes))


def geometry_value(column: int, shapes: Shapes) -> str:
    """VARCHAR, the geometry as the source writes it (WKT or GeoJSON)."""
    return f"nullif({text_sql(f'b.v{column}', lookup_alias(column), column=shapes)}, '')"


def texts_say_more(column: int, type_: str, work: Workspace) -> bool:
    """Whether some value of a column of times, in the dictionary, says more than its typed one."""
    rows = work.db.execute(
        f"SELECT 1 FROM {VALUES} WHERE c = {column} AND {trimmed('v')} <> ''"
        f" AND {_says_less(type_, '', 'v')} LIMIT 1"
    ).fetchall()
    return bool(rows)


def source_value(column: int, type_: str, sql: str, shapes: Shapes) -> str | None:
    """The source text where the typed value does not say the same; None where it always does.

    12.50 and 12.5, 5 and 5.0, True and true say the same.
    """
    v = f"b.v{column}"
    exact = {
        "integer": {Shape.INTEGER},
        "year": {Shape.INTEGER},
        "number": {Shape.INTEGER, Shape.DECIMAL, Shape.DOT_ZERO, Shape.SCIENTIFIC},
        "boolean": {Shape.BOOLEAN},
        "date": {Shape.ISO_DATE},
        "geometry": {Shape.GEOMETRY},
    }.get(type_, set())
    present = frozenset(shapes.tallies)
    if type_ == "text":
        exact = set(Shape) - {Shape.TOKEN, Shape.SUPPRESSED}
        exact -= {Shape.DOT_ZERO} if "\\.0+$" in sql else set()
    if present <= _BLANK | exact and not (shapes.has_odd or shapes.has_padded):
        longest = max((tally.longest for tally in shapes.tallies.values()), default=0)
        if type_ != "number" or longest <= _DIGITS_OF_A_DOUBLE:
            return None
    empty = shapes.tallies.get(Shape.EMPTY)
    held = trimmed(v) if empty is not None and empty.longest else v
    return f"CASE WHEN {held} <> '' AND {_says_less(type_, sql, v)} THEN {v} END"


def _says_less(type_: str, sql: str, v: str) -> str:
    """Whether the text `v` says more than its typed value, told from the text where that suffices."""
    match type_:
        case "integer":
            return f"NOT regexp_matches({v}, '^-?(0|[1-9][0-9]{{0,17}})$')"
        case "year":
            return f"NOT regexp_matches({v}, '^[1-9][0-9]{{3}}$')"
        case "number":
            plain = f"regexp_matches({v}, '^-?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[-+]?[0-9]+)?$')"
            return f"(strlen({v}) > {_DIGITS_OF_A_DOUBLE} OR NOT {plain})"
        case "date":
            return f"NOT regexp_matches({v}, '^(1[89]|2[01])[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}$')"
        case "datetime":
            return f"NOT regexp_matches({v}, '{_ISO_MOMENT}')"
        case "time":
            return f"NOT regexp_matches({v}, '^[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?$')"
        case "boolean":
            return f"CAST(({sql}) AS VARCHAR) IS DISTINCT FROM lower({v})"
        case "geometry":
            return f"({sql}) IS NULL"
    return f"CAST(({sql}) AS VARCHAR) IS DISTINCT FROM {v}"


def _x(column: int, shapes: Shapes) -> str:
    return arabic_sql(f"b.v{column}", lookup_alias(column), column=shapes)
