"""How datasets are scored, alone and together, and how the figures changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from odms.api.doors import operation
from odms.api.paging import absolute
from odms.api.schemas import scores as schemas
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.errors import Absent
from odms.harvest import queries as harvest
from odms.health.queries import scores
from odms.health.rules import CENTRE
from odms.people import queries as people
from odms.standards import dqv, rdf

if TYPE_CHECKING:
    from odms.health.models import GroupMarks, PastMark

router = Router(tags=["scores"])

_TOKEN = {"security": [{"token": []}]}

_FORM = Query("json", description="json, or MQA as DQV in jsonld, turtle or rdf")
_FILE = Query("json", description="json or csv")
_FRAMEWORK = Query("", description="mqa, nso, stars or items; empty: all")
_SYNTAX = {"jsonld": "jsonld", "turtle": "ttl", "rdf": "rdf"}


@router.get(
    "/datasets/{slug}/scores",
    response=answers(schemas.DatasetScores, 404, 410),
    summary="Scores of a dataset",
)
@operation("catalogue.read")
def get_dataset_scores(
    request: HttpRequest, slug: str, format: Literal["json", "jsonld", "turtle", "rdf"] = _FORM
) -> dict[str, Any] | HttpResponse:
    """MQA, the NSO-style grade, five stars and the fourteen items, with what is lacking."""
    dataset = catalogue.get_dataset(slug)
    row = _there(scores.get_marks(dataset))
    if format == "json":
        told = {"dataset": slug, "scored_at": row.scored_at, "described_as": row.described_as}
        return told | scores.record(row)
    document = dqv.of_mark(
        scores.marks_of(row)["mqa"],
        subject=absolute(f"/id/dataset/{dataset.id}"),
        page=absolute("/api/v1/scores"),
        at=row.scored_at,
    )
    form = _SYNTAX[format]
    return HttpResponse(rdf.written(document, form), content_type=rdf.MEDIA_TYPES[form])


@router.get(
    "/datasets/{slug}/scores/history",
    response=answers(list[schemas.PastMark], 404, 410),
    summary="History of a dataset's scores",
)
@operation("catalogue.read")
def list_dataset_scores(
    request: HttpRequest,
    slug: str,
    framework: str = _FRAMEWORK,
    format: Literal["json", "csv"] = _FILE,
) -> list[dict[str, Any]] | HttpResponse:
    """A row for each day on which points or grade became others."""
    dataset = catalogue.get_dataset(slug)
    return _history(scores.list_history("dataset", dataset.id, framework), format)


@router.get(
    "/agencies/{slug}/scores",
    response=answers(schemas.GroupScores, 404),
    summary="Scores of an agency's datasets",
)
@operation("catalogue.read")
def get_agency_scores(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The mean of its datasets in each framework, and what they lack."""
    row = _there(scores.get_agency_marks(people.get_agency(slug)))
    return {"agency": slug} | _group(row)


@router.get(
    "/agencies/{slug}/scores/history",
    response=answers(list[schemas.PastMark], 404),
    summary="History of an agency's scores",
)
@operation("catalogue.read")
def list_agency_scores(
    request: HttpRequest,
    slug: str,
    framework: str = _FRAMEWORK,
    format: Literal["json", "csv"] = _FILE,
) -> list[dict[str, Any]] | HttpResponse:
    """As for a dataset."""
    agency = people.get_agency(slug)
    return _history(scores.list_history("agency", agency.id, framework), format)


@router.get(
    "/sources/{id}/scores",
    response=answers(schemas.GroupScores, 401, 403, 404),
    summary="Scores of a source's datasets",
    openapi_extra=_TOKEN,
)
@operation("source.read")
def get_source_scores(request: HttpRequest, id: str) -> dict[str, Any]:
    """The mean of what was gathered from a catalogue elsewhere, as it describes it."""
    source = harvest.get_source(id, request.person)  # type: ignore[attr-defined]
    row = _there(scores.get_source_marks(source.id))
    return {"agency": source.agency.slug} | _group(row)


@router.get(
    "/sources/{id}/scores/history",
    response=answers(list[schemas.PastMark], 401, 403, 404),
    summary="History of a source's scores",
    openapi_extra=_TOKEN,
)
@operation("source.read")
def list_source_scores(
    request: HttpRequest,
    id: str,
    framework: str = _FRAMEWORK,
    format: Literal["json", "csv"] = _FILE,
) -> list[dict[str, Any]] | HttpResponse:
    """As for a dataset."""
    source = harvest.get_source(id, request.person)  # type: ignore[attr-defined]
    return _history(scores.list_history("source", source.id, framework), format)


@router.get("/scores", response=answers(schemas.GroupScores, 404), summary="Scores of all datasets")
@operation("catalogue.read")
def get_scores(request: HttpRequest) -> dict[str, Any]:
    """The mean of all public datasets of this centre."""
    return {"agency": None} | _group(_there(scores.get_centre_marks()))


@router.get(
    "/scores/history",
    response=answers(list[schemas.PastMark]),
    summary="History of the scores of all datasets",
)
@operation("catalogue.read")
def list_scores(
    request: HttpRequest, framework: str = _FRAMEWORK, format: Literal["json", "csv"] = _FILE
) -> list[dict[str, Any]] | HttpResponse:
    """As for a dataset."""
    return _history(scores.list_history("centre", CENTRE, framework), format)


def _there(row: Any) -> Any:
    if row is None:
        raise Absent("health.not_scored")
    return row


def _group(row: "GroupMarks") -> dict[str, Any]:
    n = max((tally["n"] for tally in row.tallies.values()), default=0)
    return {"changed_at": row.changed_at, "n_datasets": n} | scores.record(row)


def _history(rows: "Sequence[PastMark]", form: str) -> list[dict[str, Any]] | HttpResponse:
    if form == "csv":
        answer = HttpResponse(scores.history_csv(rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="scores.csv"'
        return answer
    names = ("day", "framework", "points", "grade")
    return [{name: getattr(row, name) for name in names} for row in rows]
