"""E-mail addresses; those of offices are told apart."""

from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal.recogniser import Recogniser, Samples, percent, spot, told
from odms.engine.meanings.signs import matches_sql, where_sql

_MOST = 0.8


def _facts() -> dict[str, str]:
    return {"is_email": where_sql("has_at", matches_sql(told("email")["pattern"]))}


def _signs() -> dict[str, str]:
    return {
        "email": "is_email",
        "email_office": where_sql("is_email", matches_sql(told("email")["office"])),
    }


def _tell(c: Candidate) -> Meaning | None:
    signs, is_said = c.signs, says("email", c.name)
    share = signs.matching("email")
    if share < told("email")["share_with_header" if is_said else "share"]:
        return None
    how = percent(share, "match the pattern")
    n, n_office = signs.patterns["email"], signs.patterns.get("email_office", 0)
    is_of_offices = n_office >= _MOST * n
    if is_of_offices:
        how += f", {n_office / n:.0%} of them are addresses of offices"
    verdict = "possible" if is_of_offices else "certain"
    basis = ("pattern", "header") if is_said else ("pattern",)
    return Meaning("email", how, personal=spot(c, "email", n, verdict, how, *basis))


RECOGNISER = Recogniser(
    kind="email",
    about={
        "th": "ที่อยู่อีเมล แยกอีเมลกลางของหน่วยงานออกจากอีเมลของบุคคล",
        "en": "E-mail addresses; addresses of offices are told apart from those of persons.",
    },
    tell=_tell,
    facts=_facts,
    signs=_signs,
    sign="email",
    cells=Samples(
        yes=("somchai.j@example.com", "mailto:a_b@example.co.th", "นาย@example.com", "A.B+c@x.org"),
        no=("somchai@", "@somchai", "a@b", "https://example.com/@user", "twitter: @moi"),
    ),
    headers=Samples(yes=("email", "E-mail address", "อีเมล", "อีเมล์ผู้ติดต่อ"), no=("mailing", "ไปรษณีย์")),
)
