"""Which columns hold personal data, of what kind, and how sure that is.

An identifier is judged by the share of a column that passes its check, never by a cell: one number
of 13 digits in ten passes by chance. What stands alone in a free text is possible, for a person to
look at. A juristic id is no personal data; the ids of persons among juristic ones are.
"""

from odms.definitions import national
from odms.engine.column import Body, Personal
from odms.engine.grid import Workspace
from odms.engine.meanings.meaning import Candidate, meanings, says
from odms.engine.meanings.signs import Signs, is_valid_id
from odms.engine.types.dictionary import VALUES, arabic_sql, odd_table

_MOST = 0.8
_TEXTS_READ = 20_000


def judge(
    candidate: Candidate, meaning: str | None, body: Body, work: Workspace
) -> Personal | None:
    """The personal data of a column, None where nothing shows any."""
    signs = candidate.signs
    if candidate.type in {"date", "datetime"}:
        return _birth_date(candidate)
    if meaning in {"th-national-id", "th-juristic-id"}:
        return _national_id(candidate, meaning)
    if meaning is not None and meanings()[meaning].get("personal"):
        is_given = meaning == "person-name" and says("given-name", candidate.name)
        return _by_meaning(signs, meaning, is_given or says(meaning, candidate.name))
    if meaning is not None or candidate.type != "text":
        return None
    return _in_free_text(candidate, body, work)


def _birth_date(candidate: Candidate) -> Personal | None:
    if not says("birth-date", candidate.name):
        return None
    return Personal("birth-date", candidate.signs.n, 1.0, "likely")


def _national_id(candidate: Candidate, meaning: str) -> Personal | None:
    signs = candidate.signs
    persons = signs.patterns.get("id13_person", 0)
    if not persons:
        return None
    share = persons / signs.n
    is_sure = meaning == "th-national-id" and share >= _MOST
    verdict = "certain" if is_sure else "likely"
    return Personal("th-national-id", persons, round(share, 4), verdict)


def _by_meaning(signs: Signs, meaning: str, is_said: bool) -> Personal | None:
    kind = meanings()[meaning]["personal"]
    matching = max(
        signs.patterns.get(meaning, 0),
        signs.patterns.get("phone_bare", 0) if kind == "phone" else 0,
    )
    if kind == "person-name" and is_said:
        matching = max(matching, signs.patterns.get("words", 0))
    if not matching:
        return None
    share = round(matching / signs.n, 4)
    return Personal(kind, matching, share, _verdict(kind, signs, share, is_said))


def _verdict(kind: str, signs: Signs, share: float, is_said: bool) -> str:
    if kind == "email":
        return "possible" if signs.matching("email_office") >= _MOST else "certain"
    if kind == "phone":
        if signs.matching("mobile") + signs.matching("phone_bare") < 0.2:
            return "likely" if is_said else "possible"
        return "certain" if share >= _MOST else "likely"
    if kind == "person-name":
        return "certain" if signs.matching("person-name") >= _MOST else "likely"
    if kind == "address":
        return "likely" if is_said or signs.matching("house") >= 0.3 else "possible"
    return "likely" if is_said else "possible"


def _in_free_text(candidate: Candidate, body: Body, work: Workspace) -> Personal | None:
    """Identifiers, e-mail addresses and mobile phones inside longer texts."""
    signs = candidate.signs
    if signs.patterns.get("id13_within") or signs.patterns.get("id13_valid"):
        n = _ids_within(candidate.index, body, work)
        if n:
            return Personal("th-national-id", n, round(n / signs.n, 4), "possible")
    for kind in ("email", "phone"):
        n = signs.patterns.get(f"{kind}_within", 0)
        if n:
            return Personal(kind, n, round(n / signs.n, 4), "possible")
    return None


def _ids_within(column: int, body: Body, work: Workspace) -> int:
    """Rows whose text holds a number of 13 digits that passes the check of a person's id."""
    within = national("personal_data.yaml")["th-national-id"]["within"]
    rows = work.db.execute(
        f"SELECT d.m, regexp_extract_all({arabic_sql('d.v')}, ?) FROM {VALUES} d"
        f" LEFT JOIN {odd_table(body)} o ON o.v = d.v WHERE d.c = {column} AND d.m > 0"
        f" AND regexp_matches({arabic_sql('d.v')}, ?) LIMIT {_TEXTS_READ}",
        [within, within],
    ).fetchall()
    return sum(n for n, texts in rows if any(is_valid_id(_digits(text)) for text in texts))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
