"""MQA: 23 metrics of data.europa.eu, 405 points.

Metrics of distributions count by the best distribution of a dataset, the one with the most points.
An address that was never asked earns no point yet, and the mark says that it is not whole.
Source: namespace https://piveau.eu/ns/voc#; the points as `definitions/frameworks/mqa.yaml` has them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from odms.standards.description import Description, Resource
from odms.standards.scoring import files
from odms.standards.scoring.declared import declared
from odms.standards.scoring.mark import Lacking, Mark, Seen, band

ACCESS_RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"

_See = Mapping[str, Seen]


def score(description: Description, seen: _See) -> Mark:
    """The mark of one dataset."""
    told = declared("mqa")
    best = _best(description, seen)
    points: dict[str, float] = dict.fromkeys(told["dimensions"], 0)
    lacking = []
    for metric in told["metrics"]:
        earned = metric["points"] * _share(metric, description, best, seen)
        points[metric["dimension"]] += earned
        if earned < metric["points"]:
            missing = round(metric["points"] - earned, 1)
            lacking.append(Lacking(metric["code"], missing, metric["minutes"]))
    total = round(sum(points.values()), 1)
    return Mark(
        framework="mqa",
        points=total,
        of=told["of"],
        grade=band(told["bands"], total),
        dimensions=points,
        lacking=tuple(lacking),
        is_whole=all(url in seen for one in description.resources for url in addresses(one)),
    )


def addresses(resource: Resource) -> tuple[str, ...]:
    """The addresses of a distribution that are asked whether they answer."""
    return (*resource.access_urls, *resource.download_urls)


def conforms(description: Description) -> bool:
    """Whether it has what DCAT-AP 3.0.1 makes mandatory: title, description, an address a file."""
    return bool(
        description.title()
        and any(description.descriptions.values())
        and all(one.access_urls or one.download_urls for one in description.resources)
    )


def _best(description: Description, seen: _See) -> Resource | None:
    if len(description.resources) < 2:
        return next(iter(description.resources), None)
    asked = _asked_of_files()
    return max(
        description.resources,
        key=lambda one: sum([points for points, holds in asked if holds(one, description, seen)]),
    )


@cache
def _asked_of_files() -> list[tuple[int, Callable[[Resource, Description, _See], bool]]]:
    """Points and test of each metric of distributions."""
    metrics = declared("mqa")["metrics"]
    return [
        (one["points"], _OF_DISTRIBUTION[one["code"]])
        for one in metrics
        if one["code"] in _OF_DISTRIBUTION
    ]


def _share(
    metric: Mapping[str, Any], description: Description, best: Resource | None, seen: _See
) -> float:
    """The share of a metric's points that are earned."""
    code, of_dataset = metric["code"], 0.0
    if metric["asked"] != "distribution":
        of_dataset = float(_OF_DATASET[code](description))
    if metric["asked"] == "dataset":
        return of_dataset
    holds = best is not None and _OF_DISTRIBUTION[code](best, description, seen)
    return float(holds) if metric["asked"] == "distribution" else (of_dataset + holds) / 2


def _answers(urls: Sequence[str], seen: _See) -> bool:
    return any(url in seen and seen[url].answers for url in urls)


def _access_rights(description: Description) -> bool:
    return description.access_rights.startswith(ACCESS_RIGHTS)


_OF_DATASET: dict[str, Callable[[Description], bool]] = {
    "keywordAvailability": lambda d: any(d.keywords.values()),
    "categoryAvailability": lambda d: bool(d.themes or d.record.theme),
    "spatialAvailability": lambda d: bool(d.places or d.record.geo_coverage),
    "temporalAvailability": lambda d: bool(d.periods or d.record.period_start),
    "dcatApCompliance": conforms,
    "accessRightsAvailability": lambda d: bool(d.access_rights),
    "accessRightsVocabularyAlignment": _access_rights,
    "contactPointAvailability": lambda d: bool(d.contacts or d.record.maintainer_email),
    "publisherAvailability": lambda d: d.publisher is not None,
    "dateIssuedAvailability": lambda d: bool(d.issued),
    "dateModifiedAvailability": lambda d: bool(d.modified),
}

_OF_DISTRIBUTION: dict[str, Callable[[Resource, Description, _See], bool]] = {
    "accessUrlStatusCode": lambda r, d, seen: _answers(r.access_urls or r.download_urls, seen),
    "downloadUrlAvailability": lambda r, d, seen: bool(r.download_urls),
    "downloadUrlStatusCode": lambda r, d, seen: _answers(r.download_urls, seen),
    "formatAvailability": lambda r, d, seen: bool(r.format),
    "mediaTypeAvailability": lambda r, d, seen: bool(r.media_type),
    "formatMediaTypeVocabularyAlignment": lambda r, d, seen: files.is_of_lists(r),
    "formatMediaTypeNonProprietary": lambda r, d, seen: files.kind_of(r) in files.open_formats(),
    "formatMediaTypeMachineInterpretable": lambda r, d, seen: files.is_machine_readable(r),
    "licenceAvailability": lambda r, d, seen: bool(r.licence or d.licence),
    "knownLicence": lambda r, d, seen: files.is_known_licence(r.licence or d.licence),
    "rightsAvailability": lambda r, d, seen: bool(r.rights or d.rights),
    "byteSizeAvailability": lambda r, d, seen: r.size_bytes is not None,
    "dateIssuedAvailability": lambda r, d, seen: bool(r.issued),
    "dateModifiedAvailability": lambda r, d, seen: bool(r.modified),
}
