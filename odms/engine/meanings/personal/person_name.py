"""Names of persons: by the prefix before them, by the header, and by lists of known names."""

import re

from odms.definitions import national
from odms.engine.column import Personal
from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal.recogniser import (
    FEW,
    Recogniser,
    Samples,
    is_code,
    percent,
    spot,
    told,
)
from odms.engine.meanings.signs import matches_sql, where_sql

_MOST = 0.8
_WORDS = 0.6


def _facts() -> dict[str, str]:
    """Whether a value is a body, a place or a thing that a prefix or a header might take for a name."""
    return {
        "is_no_name": matches_sql(told("person-name")["not"]),
    }


def _signs() -> dict[str, str]:
    return {
        "person-name": where_sql("strlen(x) <= 200 AND NOT is_no_name", _prefixed("sure", "short")),
        "person-name-sure": where_sql("strlen(x) <= 200 AND NOT is_no_name", _prefixed("sure")),
        "body": "is_no_name AND strlen(x) <= 200",
        "words": "strlen(x) <= 100 AND regexp_matches(x, '^[ก-๙A-Za-z .()-]+$')",
    }


def _prefixed(*groups: str) -> str:
    """A prefix, then a name-like remainder: letters, and two words after a short prefix."""
    prefixes = national("name_prefixes.yaml")
    sure = "|".join(
        word.replace(".", r"\. ?") for word in sorted(prefixes["sure"], key=len, reverse=True)
    )
    short = "|".join(
        re.escape(word) + (" " if word.isascii() else "")  # Msc is no Ms
        for word in sorted(prefixes["short"], key=len, reverse=True)
    )
    parts = {
        "sure": f"({sure}) ?[ก-๙a-z]{{2}}",
        "short": f"({short})[ก-๙a-z. ]+ +[ก-๙a-z]{{2}}",
    }
    return f"regexp_matches(x, '(?i)^({'|'.join(parts[group] for group in groups)})')"


def tell(c: Candidate) -> Meaning | None:
    """A column of names, whole or in part."""
    signs = c.signs
    is_said = says("person-name", c.name) or says("person-role", c.name)
    share = signs.matching("person-name")
    found = None
    if share >= told("person-name")["share_with_header" if is_said else "share"]:
        found = _with_prefix(c, share, is_said)
    if found is not None or not may_be_name(c):
        return found
    if says("person-name", c.name):
        return _meant(c, "header and letters alone", "likely", "header")
    return _known(c, is_said)


def may_be_name(c: Candidate) -> bool:
    """Whether the values are words, and few of them name a body or a thing."""
    return c.signs.matching("words") >= _WORDS and c.signs.matching("body") < 0.2


def _with_prefix(c: Candidate, share: float, is_said: bool) -> Meaning | None:
    """Short prefixes also begin hotels and places: known names must follow some of them."""
    signs = c.signs
    is_sure = signs.matching("person-name-sure") >= 0.1 * share
    is_known = (
        max(signs.names.given, signs.names.family) >= told("person-name")["known_with_prefix"]
    )
    if not is_sure and not is_known and not says("person-name", c.name) and signs.n_values >= FEW:
        return None
    how = percent(share, "have a prefix before a name")
    basis = ("prefix", "header") if is_said else ("prefix",)
    return _meant(c, how, "certain" if share >= _MOST else "likely", *basis, sign="person-name")


def _known(c: Candidate, is_said: bool) -> Meaning | None:
    """Names without prefix or header: most begin with a known given name."""
    names, shares = c.signs.names, told("person-name")
    if c.signs.n_values < FEW or is_code(c):
        return None
    needed = shares["known_with_header" if is_said else "known"]
    is_whole = names.several >= _WORDS and (names.given >= needed or names.both >= needed / 2)
    is_single = names.several < 0.2 and names.given >= shares["known_alone"]
    if not (is_whole or is_single):
        return None
    how = percent(names.given, "begin with a known given name")
    basis = ("name-list", "header") if is_said else ("name-list",)
    return _meant(c, how, "likely", *basis)


def _meant(c: Candidate, how: str, verdict: str, *basis: str, sign: str = "words") -> Meaning:
    n = max(c.signs.patterns.get(sign, 0), c.signs.patterns.get("person-name", 0))
    return Meaning("person-name", how, personal=spot(c, "person-name", n, verdict, how, *basis))


def names_beside(c: Candidate) -> Personal | None:
    """The names of a column called no more than "name", where prefixes or family names stand beside."""
    if c.type != "text" or not c.signs.n or not says("given-name", c.name) or not may_be_name(c):
        return None
    how = "header, beside prefixes or family names"
    return spot(c, "person-name", c.signs.patterns["words"], "likely", how, "header", "beside")


RECOGNISER = Recogniser(
    kind="person-name",
    about={
        "th": "ชื่อบุคคล จากคำนำหน้าชื่อ หัวคอลัมน์ และรายชื่อและนามสกุลที่รู้จัก",
        "en": "Names of persons, by prefix, by header and by lists of known names.",
    },
    tell=tell,
    facts=_facts,
    signs=_signs,
    sign="person-name",
    cells=Samples(
        yes=(
            "นายสมชาย ใจดี",
            "นาง สมศรี มีสุข",
            "น.ส.สมหญิง รักไทย",
            "ด.ช. ก้อง ดีงาม",
            "พ.ต.ท.หญิง วรรณา ใจกล้า",
            "ผศ.ดร. วิชัย เก่งมาก",
            "Mr. Somchai Jaidee",
            "Mrs Somsri Meesuk",
            "พระครูวิสุทธิ์ธรรม",
        ),
        no=(
            "นายกเทศมนตรีตำบลสุเทพ",
            "นายอำเภอเมือง",
            "พระนครศรีอยุธยา",
            "พระนคร",
            "นายเลิศ ปาร์ค โฮเทล",
            "นางพญา รีสอร์ท",
            "โรงเรียนพระหฤทัย",
            "คุณภาพ น้ำ",
            "Msc Biology",
            "ว่าที่",
        ),
    ),
    headers=Samples(
        yes=("ชื่อ-สกุล", "ชื่อ - นามสกุล", "full_name", "ชื่อผู้ป่วย", "lastname"),
        no=("ชื่อโรงเรียน", "filename", "ชื่อโครงการ", "username"),
    ),
)
