"""Of a postcode the first digits stay: two name a province or so, three a part of it."""

from odms.lake.protection.measure import Column, Measure, Parameter, Values
from odms.lake.protection.pseudonymise import ARABIC, THAI
from odms.lake.protection.work import Work, as_text

_LENGTH = 5


def _sql(work: Work, column: Column, values: Values) -> str:
    code = f"translate(trim({as_text(column)}), '{THAI}', '{ARABIC}')"
    kept = values["digits"]
    hidden = "x" * (_LENGTH - kept)
    is_code = f"regexp_full_match({code}, '[0-9]{{{_LENGTH}}}')"
    return f"CASE WHEN {is_code} THEN left({code}, {kept}) || '{hidden}' END"


MEASURE = Measure(
    "postcode",
    parameters=(Parameter("digits", int, 2, least=1, most=3),),
    types=frozenset({"text", "integer"}),
    meanings=frozenset({"postcode"}),
    type_after="text",
    sql=_sql,
    presets=({"digits": 2}, {"digits": 3}),
)
