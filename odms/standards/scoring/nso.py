"""The NSO-style score of GD Catalog, its formula unchanged: five weighted parts, grades A to F.

It says nothing before a file was asked for. Timeliness takes the day that the metadata changed, as
the formula has it; the house's own promise of updates is process 11. Source:
`definitions/frameworks/nso.yaml`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from odms.standards.description import Description, Resource
from odms.standards.scoring import files
from odms.standards.scoring.declared import declared
from odms.standards.scoring.mark import Lacking, Mark, Seen, band


def score(description: Description, seen: Mapping[str, Seen], today: date) -> Mark | None:
    """The mark of one dataset; None before the first check."""
    asked = [one for one in description.resources if _seen(one, seen)]
    if not asked:
        return None
    rules = declared("nso")
    access = 100 * sum(_answers(one, seen) for one in asked) / len(description.resources)
    parts = {
        "completeness": _completeness(description, rules["completeness"]),
        "timeliness": _timeliness(description, rules["timeliness"], today),
        "accessibility": access,
        "readability": 100 * _share_read(description.resources),
        "validity": _validity(asked, seen, access, rules["validity"]),
    }
    weights = rules["weights"]
    points = round(sum(parts[name] * weight for name, weight in weights.items()), 1)
    return Mark(
        framework="nso",
        points=points,
        of=rules["of"],
        grade=band(rules["bands"], points),
        dimensions={name: round(part, 1) for name, part in parts.items()},
        lacking=tuple(
            Lacking(name, round((100 - part) * weights[name], 1), _MINUTES[name])
            for name, part in parts.items()
            if part < 100
        ),
        is_whole=len(asked) == len(description.resources),
    )


_MINUTES = {
    "completeness": 5,
    "timeliness": 60,
    "accessibility": 30,
    "readability": 30,
    "validity": 60,
}


def _completeness(description: Description, points: Mapping[str, int]) -> float:
    has = {
        "title": bool(description.title()),
        "description": any(description.descriptions.values()),
        "tags": any(description.keywords.values()),
        "licence": bool(description.licence or any(one.licence for one in description.resources)),
        "organisation": description.publisher is not None,
        "frequency": bool(description.record.frequency_unit or description.frequency),
    }
    return float(sum(points[name] for name, is_there in has.items() if is_there))


def _timeliness(description: Description, rules: Mapping[str, Any], today: date) -> float:
    """The mean over the files of their age against the frequency that is told."""
    fresh, late = rules["days"].get(description.record.frequency_unit, rules["other"])
    told = [one.modified or description.modified for one in description.resources]
    points = rules["points"]

    def of_one(moment: str) -> int:
        try:
            age = (today - date.fromisoformat(moment[:10])).days
        except ValueError:
            return int(points["unknown"])
        if age <= fresh:
            return int(points["up_to_date"])
        return int(points["warning"] if age <= late else points["outdated"])

    return sum(map(of_one, told)) / len(told)


def _share_read(resources: Sequence[Resource]) -> float:
    return sum(map(files.is_machine_readable, resources)) / len(resources)


def _validity(
    asked: Sequence[Resource],
    seen: Mapping[str, Seen],
    access: float,
    rules: Mapping[str, float],
) -> float:
    """The share of files without faults, less where faults are many; of no table by what answers."""
    faults = [n for one in asked if (n := _faults(one, seen)) is not None]
    if not faults:
        return rules["without_table"] * access
    mean = sum(faults) / len(faults)
    less = rules["over_100"] if mean > 100 else rules["over_10"] if mean > 10 else 0
    return max(0.0, 100 * faults.count(0) / len(faults) - less)


def _seen(resource: Resource, seen: Mapping[str, Seen]) -> bool:
    return any(url in seen for url in _of_file(resource))


def _answers(resource: Resource, seen: Mapping[str, Seen]) -> bool:
    return any(seen[url].answers for url in _of_file(resource) if url in seen)


def _faults(resource: Resource, seen: Mapping[str, Seen]) -> int | None:
    found = (seen[url].n_errors for url in _of_file(resource) if url in seen)
    return next((n for n in found if n is not None), None)


def _of_file(resource: Resource) -> tuple[str, ...]:
    """Where the file itself is; a page about it counts where no address of the file is told."""
    return resource.download_urls or resource.access_urls
