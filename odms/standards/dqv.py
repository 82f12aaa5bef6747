"""Quality in W3C's Data Quality Vocabulary (DQV), as a document in JSON-LD.

Each measure that was taken is a `dqv:QualityMeasurement` with its value and day, computed on a
distribution; what it measures is a `dqv:Metric` with its formula, in one of the six dimensions.
A mark in MQA is told likewise: the points that each metric earns, of the points that it has.
What was not measured is not there: a missing measurement says that nothing is known.
Source: Data on the Web Best Practices: Data Quality Vocabulary, W3C Note of 15 December 2016.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from odms.standards.scoring import Mark, declared

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# metrics of data.europa.eu, under the names that MQA gives them
_PIVEAU = "https://piveau.eu/ns/voc#"

# the dimension that stands for the weighted mean of all
OVERALL = "overall"


def to_json_ld(
    quality: Mapping[str, Any], *, subject: str, page: str, at: datetime
) -> dict[str, Any]:
    """The quality of the distribution `subject` (an address) as `engine.quality` tells it.

    `page` is the address under which measures and dimensions are declared; they are its fragments.
    `at` is when it was computed.
    """
    told = list(_measurements(quality, subject, page, at))
    measured = {"@id": subject, "@type": "dcat:Distribution"}
    measured["dqv:hasQualityMeasurement"] = [{"@id": one["@id"]} for one in told]  # type: ignore[assignment]
    graph = [measured, *told, *_metrics(quality, page), *_dimensions(quality, page)]
    return {"@context": CONTEXT, "@graph": graph}


def of_mark(mark: Mark, *, subject: str, page: str, at: datetime) -> dict[str, Any]:
    """The mark of the dataset `subject` (an address) in MQA; `page` and `at` as for `to_json_ld`."""
    told, lacks = declared(mark.framework), {one.code: one.points for one in mark.lacking}
    earned = {m["code"]: m["points"] - lacks.get(m["code"], 0) for m in told["metrics"]}
    measured = [
        _measurement(subject, f"{page}#{code}", f"{subject}#{mark.framework}-{code}", points, at)
        for code, points in (earned | {OVERALL: mark.points}).items()
    ]
    of_subject: dict[str, Any] = {"@id": subject, "@type": "dcat:Dataset"}
    of_subject["dqv:hasQualityMeasurement"] = [{"@id": one["@id"]} for one in measured]
    graph = [of_subject, *measured, *_metrics_of(told, page), *_dimensions_of(told, page)]
    return {"@context": CONTEXT, "@graph": graph}


def _metrics_of(told: Mapping[str, Any], page: str) -> Iterator[dict[str, Any]]:
    for one in told["metrics"]:
        yield {
            "@id": f"{page}#{one['code']}",
            "@type": "dqv:Metric",
            "skos:prefLabel": _words(one),
            "skos:closeMatch": {"@id": f"{_PIVEAU}{one['code']}"},
            "skos:note": f"0 … {one['points']}",
            "dqv:expectedDataType": {"@id": "xsd:decimal"},
            "dqv:inDimension": {"@id": f"{page}#{one['dimension']}"},
        }
    yield _overall(told["source"], [f"{page}#{name}" for name in told["dimensions"]], page)


def _dimensions_of(told: Mapping[str, Any], page: str) -> Iterator[dict[str, Any]]:
    for code, words in told["dimensions"].items():
        yield {"@id": f"{page}#{code}", "@type": "dqv:Dimension", "skos:prefLabel": _words(words)}


def _measurement(subject: str, metric: str, id: str, value: float, at: datetime) -> dict[str, Any]:
    return {
        "@id": id,
        "@type": "dqv:QualityMeasurement",
        "dqv:computedOn": {"@id": subject},
        "dqv:isMeasurementOf": {"@id": metric},
        "dqv:value": {"@type": "xsd:decimal", "@value": f"{value:.4f}"},
        "prov:generatedAtTime": {"@type": "xsd:dateTime", "@value": at.isoformat()},
    }


def _overall(name: Mapping[str, str], dimensions: list[str], page: str) -> dict[str, Any]:
    return {
        "@id": f"{page}#{OVERALL}",
        "@type": "dqv:Metric",
        "skos:prefLabel": _words(name),
        "dqv:expectedDataType": {"@id": "xsd:decimal"},
        "dqv:inDimension": [{"@id": one} for one in dimensions],
    }


def _measurements(
    quality: Mapping[str, Any], subject: str, page: str, at: datetime
) -> Iterator[dict[str, Any]]:
    taken = [m for dimension in quality["dimensions"] for m in dimension["measures"]]
    values = {one["code"]: one["points"] for one in taken} | {OVERALL: quality["points"]}
    for code, points in values.items():
        if points is not None:
            metric, id = f"{page}#{code}", f"{subject}#quality-{code}"
            yield _measurement(subject, metric, id, points, at)


def _metrics(quality: Mapping[str, Any], page: str) -> Iterator[dict[str, Any]]:
    for dimension in quality["dimensions"]:
        for one in dimension["measures"]:
            formula = one["formula"]
            yield {
                "@id": f"{page}#{one['code']}",
                "@type": "dqv:Metric",
                "skos:prefLabel": _words(one["name"]),
                "skos:definition": _words(formula),
                "skos:note": formula["math"],
                "dqv:expectedDataType": {"@id": "xsd:decimal"},
                "dqv:inDimension": {"@id": f"{page}#{dimension['code']}"},
            }
    whole = {"th": "คุณภาพโดยรวม", "en": "Quality as a whole"}
    yield _overall(whole, [f"{page}#{one['code']}" for one in quality["dimensions"]], page)


def _dimensions(quality: Mapping[str, Any], page: str) -> Iterator[dict[str, Any]]:
    for one in quality["dimensions"]:
        yield {
            "@id": f"{page}#{one['code']}",
            "@type": "dqv:Dimension",
            "skos:prefLabel": _words(one["name"]),
            "skos:definition": _words(one["about"]),
        }


def _words(told: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": language, "@value": told[language]} for language in ("th", "en")]
