"""The profile of a column: what a column card draws, computed once and kept beside the table.

    {"name", "source_name", "source_column": name of the companion of source text | null,
     "type", "meaning": code | null, "unit": "percent" | … | null, "how",
     "n", "n_missing", "missing_words": [as the source spells them], "n_suppressed", "n_failed",
     "n_distinct", "share_parsed": of the values that are not missing, 0 to 1,
     "is_key_candidate": no value is missing and none occurs twice,
     "min", "max", "mean", "quantiles": {"0.05": …, …} | null, "quantiles_are_exact",
     "histogram": {"edges": [k + 1 ends], "counts": [k numbers of rows]} | null,
     "top": [{"value": source text, first 200 characters, "n"}], at most 10,
     "lengths": {"min", "mean", "max"} in characters | null,
     "patterns": [{"pattern": "999-999-9999", "n", "share": of the values masked, 0 to 1}], at most 5,
     "n_patterns": different ones, "patterns_are_exact": false where a sample of the values told,
     "personal": {"kind", "n", "share", "verdict", "how", "basis", "is_sensitive", "also"} | null}

Numbers stay numbers; ends, quantiles and edges of dates are ISO days, those of datetimes ISO
times to the second.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from odms.engine.column import Column
from odms.engine.types.shapes import Shape

if TYPE_CHECKING:
    from odms.engine.columns.draft import Draft

_EPOCH = datetime(1970, 1, 1)


def column_profile(column: Column, draft: "Draft") -> dict[str, Any]:
    """The profile of `column`, from the measures in `draft`."""
    size, texts = draft.size, draft.texts
    spelt = draft.words.get(Shape.TOKEN, [])
    return {
        "name": column.name,
        "source_name": column.source_name,
        "source_column": None,
        "type": column.type,
        "meaning": column.meaning,
        "unit": column.unit,
        "how": column.how,
        "n": column.n,
        "n_missing": column.n_missing,
        "missing_words": spelt,
        "n_suppressed": column.n_suppressed,
        "n_failed": column.n_failed,
        "n_distinct": column.n_distinct,
        "share_parsed": round(draft.judgement.share, 6),
        "is_key_candidate": bool(column.n) and column.n_distinct == column.n,
        "min": column.min,
        "max": column.max,
        "mean": _point(column, size.mean) if size else None,
        "quantiles": {str(q): _point(column, x) for q, x in size.quantiles.items()}
        if size
        else None,
        "quantiles_are_exact": size.is_exact if size else None,
        "histogram": {"edges": [_point(column, x) for x in size.edges], "counts": size.counts}
        if size
        else None,
        "top": [{"value": value, "n": n} for value, n in texts.top],
        "lengths": None
        if texts.mean_length is None
        else {
            "min": texts.shortest,
            "mean": round(texts.mean_length, 2),
            "max": texts.longest,
        },
        "patterns": [
            {"pattern": pattern, "n": n, "share": round(n / draft.patterns.n, 6)}
            for pattern, n in draft.patterns.top
        ],
        "n_patterns": draft.patterns.n_patterns,
        "patterns_are_exact": draft.patterns.is_exact,
        "personal": column.personal and column.personal.to_json(),
    }


def _point(column: Column, x: float) -> Any:
    """A number of the column's scale, or the day or time that it stands for."""
    if column.type == "date":
        return (_EPOCH + timedelta(days=x)).date().isoformat()
    if column.type == "datetime":
        return (_EPOCH + timedelta(days=x)).isoformat(timespec="seconds")
    return x
