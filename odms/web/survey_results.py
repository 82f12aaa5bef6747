"""What the answers to a survey come to, as a page and a table show it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from odms.voice.queries import get_questionnaire
from odms.voice.rules.documents import LISTS, questions_of
from odms.web import formats, told

MOST = 5  # the best mark


def shown(survey: Any, results: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the page of results tells."""
    document = survey.document
    overall = results.get("overall")
    return {
        "survey": survey,
        "results": results,
        "overall": _mean(overall) if overall else None,
        "dimensions": _dimensions(document, results.get("dimensions", {})),
        "has_weights": bool((results.get("weights") or {}).get("n_effective")),
        "breakdowns": [
            _breakdown(part, document[of], results[of])
            for part, of in LISTS.items()
            if document[of] and results.get(of)
        ],
        "questions": [
            _question(one, results["questions"][one["code"]])
            for one in questions_of(document, "likert", "one", "many", "number")
            if one["code"] in results.get("questions", {})
        ],
        "reported": _reported(document, results.get("reported", {}), overall),
    }


def band_words(code: str) -> str:
    """The words of a band."""
    bands = get_questionnaire()["bands"]
    return _text(next(one for one in bands if one["code"] == code))


def _dimensions(document: Any, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": _text(one)} | _mean(found[one["code"]])
        for one in document["dimensions"]
        if one["code"] in found
    ]


def _mean(found: Mapping[str, Any]) -> dict[str, Any]:
    """A mean in figures and words, with the width of its bar and the ends of its interval."""
    weighted = found.get("weighted") or {}
    told_of: dict[str, Any] = {
        "n": found["n"],
        "mean": f"{found['mean']:.2f}",
        "range": f"{found['low']:.2f}–{found['high']:.2f}",
        "width": _width(found["mean"]),
        "low": _width(found["low"]),
        "high": _width(found["high"]),
        "weighted": f"{weighted['mean']:.2f}" if weighted else "",
    }
    if "band" in found:
        told_of["band"] = band_words(found["band"])
    return told_of


def _width(mean: float) -> str:
    return f"{100 * mean / MOST:.1f}%"


def _breakdown(part: str, choices: Sequence[Any], found: Mapping[str, Any]) -> dict[str, Any]:
    headings = {
        "group": gettext("Who answered"),
        "channel": gettext("How they reached the data"),
        "purpose": gettext("What they use it for"),
    }
    lines = [{"label": _text(one)} | _share(found.get(one["code"])) for one in choices]
    return {"heading": headings[part], "lines": lines}


def _share(found: Mapping[str, Any] | None) -> dict[str, Any]:
    """A share in figures; hidden where too few are in the cell."""
    if found is None:
        return {"is_hidden": True}
    overall = found.get("overall")
    weighted = found.get("weighted")
    return {
        "n": found["n"],
        "share": f"{100 * found['share']:.1f} %",
        "range": f"{100 * found['low']:.1f}–{100 * found['high']:.1f}",
        "width": f"{100 * found['share']:.1f}%",
        "mean": _mean(overall) if overall else None,
        "weighted": f"{100 * weighted['share']:.1f} %" if weighted and found["n"] else "",
    }


def _question(question: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    told_of: dict[str, Any] = {"label": _text(question), "n": found["n"], "lines": []}
    if "mean" in found:
        told_of["mean"] = _mean(found) if "band" in found else _figure(found)
    if marks := found.get("marks"):
        names = {one["code"]: _text(one) for one in get_questionnaire()["marks"]}
        told_of["lines"] = [
            {"label": f"{mark} {names[mark]}"} | _share(marks.get(mark))
            for mark in sorted(names, reverse=True)
        ]
    if choices := found.get("choices"):
        told_of["lines"] = [
            {"label": _text(one)} | _share(choices.get(one["code"])) for one in question["choices"]
        ]
    return told_of


def _figure(found: Mapping[str, Any]) -> dict[str, Any]:
    ends = (formats.number(found["low"]), formats.number(found["high"]))
    return {"mean": formats.number(found["mean"]), "range": "–".join(ends)}


def _reported(
    document: Any, reported: Mapping[str, Any], overall: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """What was printed elsewhere, beside what the answers come to."""
    if "overall" not in reported:
        return None
    return {
        "overall": f"{reported['overall']:.2f}",
        "computed": f"{overall['mean']:.3f}" if overall else "",
        "source": _text(reported["source"]),
        "dimensions": [
            {"label": _text(one), "mean": f"{reported['dimensions'][one['code']]:.2f}"}
            for one in document["dimensions"]
            if one["code"] in reported["dimensions"]
        ],
    }


def _text(thing: Mapping[str, Any]) -> str:
    return str(thing.get(told.language()) or thing.get("th") or "")
