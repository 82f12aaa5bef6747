"""Personal data inside longer texts: told cell by cell, and said no surer than that allows.

A number of 13 digits passes the check digit by chance once in ten times, so a few of them among many
are nothing, one alone is for a person to look at, and most of them are ids. Other kinds are likely
where several different cells hold them, and possible where few do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from odms.engine.column import Body, Personal
from odms.engine.grid import Workspace
from odms.engine.meanings.meaning import Candidate
from odms.engine.meanings.personal import known_names
from odms.engine.meanings.personal.recogniser import FEW, percent, spot, told
from odms.engine.meanings.signs import cleaned_sql, is_valid_id, matches_sql, values_sql, where_sql
from odms.engine.types.shapes import quoted

_TEXTS_READ = 20_000
_MOST = 0.8
_CHANCE = 0.3  # of numbers that pass the check digit, well above the tenth of chance
_SEVERAL = 3
_MUCH = 0.2


def signs() -> dict[str, str]:
    """The SQL condition of each sign; each ends in `_within`."""
    email, phone = told("email"), told("phone")
    personal = f"regexp_replace(x, {quoted(email['office_within'])}, ' ', 'g')"
    return {
        "id13_within": where_sql("has_digits", matches_sql(told("th-national-id")["within"])),
        "email_within": where_sql(
            "has_at", f"regexp_matches({personal}, {quoted(email['within'])})"
        ),
        "phone_within": where_sql("has_digits", matches_sql(phone["within"])),
        "name_within": where_sql("has_clue", matches_sql(known_names.name_pattern())),
        "line_within": where_sql("has_clue", matches_sql(told("line-id")["within"])),
        "plate_within": where_sql("has_clue", matches_sql(told("vehicle-plate")["within"])),
        "address_within": where_sql("has_clue", matches_sql(told("address")["within"])),
    }


def tell(c: Candidate, body: Body, work: Workspace) -> Personal | None:
    """The surest kind of personal data inside the texts of a column, with the others beside it."""
    found = [one for one in _all(c, body, work) if one is not None]
    if not found:
        return None
    found.sort(key=lambda one: (_VERDICTS.index(one.verdict), _KINDS.index(one.kind)))
    return replace(found[0], also=tuple(found[1:]))


_VERDICTS = ("certain", "likely", "possible")
_KINDS = ("th-national-id", "person-name", "phone", "email", "address", "line-id", "vehicle-plate")


def _all(c: Candidate, body: Body, work: Workspace) -> Iterator[Personal | None]:
    hits = c.signs.values
    if hits.get("id13_within"):
        yield _ids(c, body, work)
    if hits.get("name_within"):
        yield _names(c, body, work)
    for sign, kind in _PLAIN.items():
        if hits.get(sign):
            yield _several(c, kind, c.signs.patterns[sign], hits[sign])


_PLAIN = {
    "email_within": "email",
    "phone_within": "phone",
    "line_within": "line-id",
    "plate_within": "vehicle-plate",
    "address_within": "address",
}


def _several(c: Candidate, kind: str, n: int, n_values: int) -> Personal:
    is_likely = n_values >= _SEVERAL or n_values >= _MUCH * c.signs.n_values
    how = percent(n / c.signs.n, "hold one inside a longer text")
    return spot(c, kind, n, "likely" if is_likely else "possible", how, "text")


@dataclass
class _Ids:
    """Numbers of 13 digits inside the texts of a column."""

    n_rows: int = 0  # with one that is a person's
    n_numbers: int = 0
    n_valid: int = 0
    n_named: int = 0  # where the text speaks of an id


def _ids(c: Candidate, body: Body, work: Workspace) -> Personal | None:
    ids = _count_ids(c.index, body, work)
    if not ids.n_valid:
        return None
    passing = ids.n_valid / ids.n_numbers
    if ids.n_numbers > 2 * FEW and passing < _CHANCE and not ids.n_named:
        return None
    is_likely = ids.n_named or (ids.n_valid >= FEW and passing >= _MOST)
    verdict = "likely" if is_likely else "possible"
    how = f"{ids.n_valid} of {ids.n_numbers} numbers of 13 digits in the texts pass the check digit"
    return spot(c, "th-national-id", ids.n_rows, verdict, how, "text", "check-digit")


def _count_ids(column: int, body: Body, work: Workspace) -> _Ids:
    patterns = told("th-national-id")
    rows = work.db.execute(
        f"SELECT m, regexp_extract_all(x, {quoted(patterns['within'])}),"
        f" regexp_matches(x, {quoted(patterns['named'])}) FROM ({values_sql(body, [column])})"
        f" WHERE {where_sql('has_digits', matches_sql(patterns['within']))} LIMIT {_TEXTS_READ}"
    ).fetchall()
    ids = _Ids()
    for m, texts, is_named in rows:
        n_valid = sum(is_valid_id(_digits(text)) for text in texts)
        ids.n_numbers += len(texts)
        ids.n_valid += n_valid
        if n_valid:
            ids.n_rows += m
            ids.n_named += is_named
    return ids


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _names(c: Candidate, body: Body, work: Workspace) -> Personal | None:
    """Prefixes that a known given name follows; one name over and over may be a hotel's."""
    known_names.load(work)
    pattern = quoted(known_names.name_pattern())
    names = (
        f"SELECT v, m, unnest(regexp_extract_all(x, {pattern}, 2)) AS name FROM"
        f" ({cleaned_sql(body, [c.index])}) WHERE regexp_matches(x, {pattern}) LIMIT {_TEXTS_READ}"
    )
    n, n_names = work.db.execute(
        "SELECT sum(m), count(DISTINCT name) FROM (SELECT v, any_value(m) AS m, any_value(name) AS"
        f" name FROM ({names}) JOIN {known_names.NAMES} ON key = lower(name) AND is_given GROUP BY v)"
    ).fetchall()[0]
    if not n:
        return None
    how = percent(n / c.signs.n, "hold a name with its prefix inside a longer text")
    verdict = "likely" if n_names >= _SEVERAL else "possible"
    return spot(c, "person-name", int(n), verdict, how, "text", "prefix", "name-list")
