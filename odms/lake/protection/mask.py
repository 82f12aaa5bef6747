"""Each value is replaced by what is left of it when its signs are hidden.

The way depends on the kind of personal data, see `masks.yaml` of the country. Of a number the last
two signs stay, so that rows can be told apart in a complaint and nobody can be called. Longer
texts that hold personal data inside are hidden wholly: more may stand in them.
"""

from odms.definitions import national
from odms.lake.protection.measure import Column, Measure, Values
from odms.lake.protection.work import Work, as_text, text, where_there

# SQL over the value's text {v}
_WAYS = {
    "number": (
        "CASE WHEN length({v}) < 6 THEN 'xxx' "
        "ELSE regexp_replace(left({v}, -2), {digit}, 'x', 'g') || right({v}, 2) END"
    ),
    "email": "left({v}, 1) || 'xxx@xxx'",
    "initials": (
        "array_to_string(list_transform(string_split_regex(trim(regexp_replace({v}, {title}, '')), "
        r"'\s+'), lambda w: regexp_extract(w, {letter}) || '.'), ' ')"
    ),
}
_WHOLLY = "'xxx'"


def _sql(work: Work, column: Column, values: Values) -> str:
    rules = national("masks.yaml")
    kind = "" if column.is_within else column.kind
    way = _WAYS.get(rules["kinds"].get(kind, ""), _WHOLLY)
    patterns = {name: text(rules[name]) for name in ("digit", "letter", "title")}
    return where_there(column, way.format(v=as_text(column), **patterns))


MEASURE = Measure("mask", type_after="text", sql=_sql)
