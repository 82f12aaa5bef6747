"""Bank accounts: the grouping 3-1-5-1 speaks for itself, bare digits need the header."""

from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal.recogniser import Recogniser, Samples, percent, spot, told
from odms.engine.meanings.signs import matches_sql, where_sql


def _signs() -> dict[str, str]:
    patterns = told("bank-account")
    return {
        "bank-account": where_sql("strlen(x) <= 24", matches_sql(patterns["pattern"])),
        "bank-account-parted": where_sql("strlen(x) <= 24", matches_sql(patterns["parted"])),
    }


def _tell(c: Candidate) -> Meaning | None:
    signs, is_said = c.signs, says("bank-account", c.name)
    share = signs.matching("bank-account" if is_said else "bank-account-parted")
    if share < told("bank-account")["share_with_header" if is_said else "share"]:
        return None
    how = percent(share, "match the pattern")
    basis = ("header", "pattern") if is_said else ("pattern",)
    n = signs.patterns["bank-account"]
    return Meaning("bank-account", how, personal=spot(c, "bank-account", n, "likely", how, *basis))


RECOGNISER = Recogniser(
    kind="bank-account",
    about={
        "th": "เลขที่บัญชีธนาคาร ที่คั่นแบบ 3-1-5-1 หรือที่หัวคอลัมน์บอก",
        "en": "Bank accounts, grouped 3-1-5-1 or under a header that says so.",
    },
    tell=_tell,
    signs=_signs,
    sign="bank-account",
    cells=Samples(
        yes=("123-4-56789-0", "123 4 56789 0", "1234567890", "020123456789"),
        no=("12-34-5", "1234567"),
    ),
    headers=Samples(
        yes=("เลขที่บัญชี", "เลขบัญชีธนาคาร", "bank_account", "account_no"),
        no=("ชื่อบัญชี", "accountability", "รหัสบัญชีแยกประเภท"),
    ),
)
