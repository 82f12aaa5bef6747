"""The pictures of the nation, in words: the same for pages, pictures of their own and the report. Pure.

What is drawn comes as values by code, whether they were computed here or reported by the survey.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from odms.assessment import sums
from odms.assessment.rules import per_cent
from odms.definitions import messages, national
from odms.definitions.days import said_day
from odms.pictures.chart import Band, Chart, Row
from odms.publication.answering import processes

_LEAST, _MOST = 1.0, 5.0

# shares of one list: the words of the finding, and what one of them is
_LISTS = {
    "channels": ("channels_title", "channel"),
    "purposes": ("purposes_title", "purpose"),
    "enablers": ("enablers_title", "enabler"),
}


@dataclass(frozen=True)
class Value:
    """A value of a picture: a share of one or a mean; `of` is how many were asked."""

    code: str
    value: float | None
    n: float | None = None
    of: float | None = None


Values = Mapping[str, Value]


@dataclass(frozen=True)
class Source:
    """Where values come from and the day on which they held."""

    day: date
    names: Mapping[str, str]


@dataclass(frozen=True)
class Pictured:
    """Values of one source, and those of an earlier one that they are compared with, if any."""

    values: Values
    source: Source
    before: Values
    before_source: Source | None = None

    def earlier(self, code: str) -> float | None:
        """The earlier value of a code, None where nothing is compared."""
        return self.before[code].value if code in self.before else None


def here(language: str) -> str:
    """What is named as the source of what this centre computes."""
    return _say("here", language)


def processes_chart(told: Pictured, language: str) -> Chart | None:
    """The sixteen processes, the most done first; None where no agency is asked."""
    found = [(one, told.values.get(sums.process_code(code))) for code, one in processes().items()]
    known = [(one, value) for one, value in found if value is not None and value.value is not None]
    if not known:
        return None
    limit = sums.threshold()
    ordered = sorted(known, key=lambda pair: -(pair[1].value or 0))
    rows = tuple(
        Row(
            label=f"{one.number} {one.short[language]}",
            value=_percent(value.value),
            share=value.value,
            text=percent(value.value, language),
            before=told.earlier(value.code),
            before_text=percent(told.earlier(value.code), language),
            is_weak=(value.value or 0) < limit,
            code=value.code,
        )
        for one, value in ordered
    )
    n_weak = sum(row.is_weak for row in rows)
    words = {
        "strong": len(rows) - n_weak,
        "weak": n_weak,
        "threshold": f"{limit * 100:.0f}",
        "lowest": ordered[-1][0].short[language],
    }
    n = max(int(value.of or 0) for _, value in known)
    return Chart(
        code="processes",
        kind="bars",
        title=_say("processes_title", language, words),
        rows=rows,
        source=_sourced("of_agencies", n, told.source, language),
        label=_say("process", language),
        measure=_say("share_of_agencies", language),
        threshold=limit,
        note=_say("processes_note", language, words),
        **_compared(told, language),
    )


def satisfaction_chart(told: Pictured, language: str) -> Chart | None:
    """The five dimensions and the whole as dots over bands; None where too few answered."""
    dimensions = national("questionnaire.yaml")["dimensions"]
    names = {sums.satisfaction_code(one["code"]): one[language] for one in dimensions}
    known = [code for code in names if code in told.values and told.values[code].value is not None]
    overall = told.values.get("satisfaction")
    if not known or overall is None or overall.value is None:
        return None
    ordered = sorted(known, key=lambda code: -(told.values[code].value or 0))
    words = {
        "band": band_name(overall.value, language),
        "highest": names[ordered[0]],
        "lowest": names[ordered[-1]],
    }
    rows = [_dot(told, code, names[code], language) for code in known]
    rows.append(_dot(told, "satisfaction", _say("overall", language), language, is_whole=True))
    return Chart(
        code="satisfaction",
        kind="dots",
        title=_say("satisfaction_title", language, words),
        rows=tuple(rows),
        source=_sourced("of_answers", int(overall.of or 0), told.source, language),
        label=_say("dimension", language),
        measure=_say("mean", language),
        bands=bands(language),
        **_compared(told, language),
    )


def shares_chart(
    name: str, told: Pictured, names: Mapping[str, str], language: str, *, kind: str = "bars"
) -> Chart | None:
    """Channels, enablers or purposes (`name` in the plural): shares by code; None without any."""
    found = [told.values[code] for code in names if code in told.values]
    known = [value for value in found if value.value is not None]
    if not known:
        return None
    ordered = sorted(known, key=lambda value: -(value.value or 0))
    is_of_agencies = name == "enablers"
    limit = sums.threshold() if is_of_agencies else None
    rows = tuple(
        Row(
            label=names[value.code],
            value=_percent(value.value),
            share=value.value,
            text=percent(value.value, language),
            before=told.earlier(value.code),
            before_text=percent(told.earlier(value.code), language),
            is_weak=limit is not None and (value.value or 0) < limit,
            code=value.code,
        )
        for value in ordered
    )
    words = {
        "share": rows[0].text.removesuffix(" %"),
        "highest": rows[0].label,
        "lowest": rows[-1].label,
    }
    n = max(int(value.of or 0) for value in known)
    counted = "of_agencies" if is_of_agencies else "of_users"
    return Chart(
        code=name,
        kind=kind,
        title=_say(_LISTS[name][0], language, words),
        rows=rows,
        source=_sourced(counted, n, told.source, language),
        label=_say(_LISTS[name][1], language),
        measure=_say("share_of_agencies" if is_of_agencies else "share_of_users", language),
        threshold=limit,
        **_compared(told, language),
    )


def agencies_chart(told: Pictured, language: str) -> Chart | None:
    """How many agencies publish, and how many do not yet; None where none is counted."""
    value = told.values.get("publishing")
    if value is None or value.value is None or not value.of:
        return None
    n, of = value.n or 0, value.of
    rows = tuple(
        Row(
            label=_say(word, language),
            value=count,
            share=count / of,
            text=f"{count:,.0f}",
            code=word,
        )
        for word, count in (("publish", n), ("publish_not_yet", of - n))
    )
    return Chart(
        code="agencies",
        kind="bars",
        title=_say("agencies_title", language, {"n": f"{n:,.0f}", "of": f"{of:,.0f}"}),
        rows=rows,
        source=_sourced("of_agencies", int(of), told.source, language),
        label=_say("agencies", language),
        measure=_say("n_agencies", language),
    )


def categories_chart(
    used: Sequence[tuple[str, str, float]], source: Source, language: str
) -> Chart | None:
    """The groups of data that were used most: code, name and number of uses; None without use."""
    if not used:
        return None
    most = used[0][2]
    rows = tuple(
        Row(label=name, value=n, share=n / most, text=f"{n:,.0f}", code=code)
        for code, name, n in used
    )
    return Chart(
        code="categories",
        kind="bars",
        title=_say("categories_title", language, {"highest": rows[0].label}),
        rows=rows,
        source=_sourced("of_uses", 0, source, language),
        label=_say("category", language),
        measure=_say("uses", language),
    )


def enabler_names(language: str) -> dict[str, str]:
    """The four enablers in short, by the code of their figures."""
    listed = national("survey.yaml")["enablers"]
    return {f"enabler-{one['code']}": _say(f"enabler.{one['code']}", language) for one in listed}


def percent(share: float | None, language: str) -> str:
    """A share of one with one place behind the point, `–` for None."""
    return "–" if share is None else f"{per_cent(share):.1f} %"


def band_name(mean: float, language: str) -> str:
    """What the band of a mean from 1 to 5 is called; in English in small letters."""
    code = sums.band(mean)
    told = next(one for one in sums.bands() if one["code"] == code)
    return str(told["th"] if language == "th" else told["en"].lower())


def bands(language: str) -> tuple[Band, ...]:
    """The five bands on a scale from 0 to 1, the lowest first."""
    span = _MOST - _LEAST
    listed = [*reversed(sums.bands())]
    ends = [one["from"] for one in listed[1:]] + [_MOST]
    return tuple(
        Band(
            label=f"{one[language]} {one['from']:.1f}–{end:.1f}",
            share=(one["from"] - _LEAST) / span,
            width=(end - one["from"]) / span,
        )
        for one, end in zip(listed, ends, strict=True)
    )


def _dot(told: Pictured, code: str, label: str, language: str, *, is_whole: bool = False) -> Row:
    mean, before = told.values[code].value, told.earlier(code)
    return Row(
        label=label,
        value=None if mean is None else round(mean, 2),
        share=None if mean is None else (mean - _LEAST) / (_MOST - _LEAST),
        text="–" if mean is None else f"{mean:.2f}",
        before=before,
        before_text="" if before is None else f"{before:.2f}",
        is_whole=is_whole,
        code=code,
    )


def _sourced(counted: str, n: int, source: Source, language: str) -> str:
    parts = [
        _say(counted, language, {"n": f"{n:,}"}),
        _say("as_of", language, {"day": said_day(source.day, language, is_long=True)}),
        _say("source", language, {"source": source.names[language]}),
    ]
    return " · ".join(parts)


def _compared(told: Pictured, language: str) -> dict[str, str]:
    if told.before_source is None:
        return {}
    what = _say("compared", language, {"day": said_day(told.before_source.day, language)})
    return {"compared": what, "line": _say("compared_line", language, {"what": what})}


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def _say(word: str, language: str, facts: Mapping[str, Any] | None = None) -> str:
    return messages.sentence(f"national.{word}", language, dict(facts or {}))
