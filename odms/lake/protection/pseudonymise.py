"""Each value is replaced by a token that nobody can compute without the centre's secret.

The token is HMAC-SHA-256 (RFC 2104) of the value under a key of the dataset, cut to so many
hexadecimal signs: the same person has the same token in all tables and releases of one dataset, and
another one in every other dataset. Values are compared as a person would: a number by its digits
(Thai or Arabic, with or without dashes and spaces), a text without regard to capitals and blanks.
"""

import hashlib
import hmac

from odms.errors import Invalid
from odms.lake.protection.measure import Column, Measure, Parameter, Values
from odms.lake.protection.work import Work, as_text, where_there

LEAST_SECRET_BYTES = 16
_BLOCK = 64  # bytes of SHA-256
_PURPOSE = b"odms.pseudonym\0"
THAI, ARABIC = "๐๑๒๓๔๕๖๗๘๙", "0123456789"
_BETWEEN = r"[\s().\-/–]+"


def dataset_key(secret: bytes | str, dataset_id: str) -> bytes:
    """The key of a dataset's pseudonyms, 32 bytes, from the centre's secret.

    Raises Invalid for a secret that is shorter than 16 bytes.
    """
    secret = secret.encode() if isinstance(secret, str) else secret
    if len(secret) < LEAST_SECRET_BYTES:
        raise Invalid("protection.secret_too_short", least=LEAST_SECRET_BYTES)
    return hmac.new(secret, _PURPOSE + dataset_id.encode(), hashlib.sha256).digest()


def normal(value: str) -> str:
    """The SQL for a text as it is compared: digits of a number, else a text in lower case."""
    arabic = f"translate(nfc_normalize({value}), '{THAI}', '{ARABIC}')"
    digits = f"regexp_replace({arabic}, '{_BETWEEN}', '', 'g')"
    words = rf"lower(trim(regexp_replace({arabic}, '\s+', ' ', 'g')))"
    return f"CASE WHEN regexp_full_match({digits}, '[0-9]+') THEN {digits} ELSE {words} END"


def _sql(work: Work, column: Column, values: Values) -> str:
    _give_key(work)
    inner = (
        f"unhex(sha256((SELECT inner_pad FROM odms_secret) || encode({normal(as_text(column))})))"
    )
    token = f"sha256((SELECT outer_pad FROM odms_secret) || {inner})"
    return where_there(column, f"left({token}, {values['length']})")


def _give_key(work: Work) -> None:
    """The two padded keys of HMAC as a table, so that no statement holds the secret."""
    if not work.key:
        raise Invalid("protection.no_secret")
    block = work.key.ljust(_BLOCK, b"\0")
    pads = [bytes(byte ^ mask for byte in block) for mask in (0x36, 0x5C)]
    work.db.execute("CREATE TEMP TABLE IF NOT EXISTS odms_secret (inner_pad BLOB, outer_pad BLOB)")
    work.db.execute("DELETE FROM odms_secret")
    work.db.execute("INSERT INTO odms_secret VALUES (?, ?)", pads)


MEASURE = Measure(
    "pseudonymise",
    parameters=(Parameter("length", int, 16, least=12, most=64),),
    types=frozenset({"text", "integer"}),
    type_after="text",
    sql=_sql,
)
