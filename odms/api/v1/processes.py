"""The sixteen processes: what they are, how they stand, and answering them."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from odms.api.doors import operation, user_of
from odms.api.schemas import processes as schemas
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.definitions.messages import sentences
from odms.ledger import queries as ledger
from odms.ledger import signing
from odms.ledger.rules import Subject
from odms.people import queries as people
from odms.people.rules import can_do
from odms.publication import actions, answering
from odms.publication.queries import standings

if TYPE_CHECKING:
    from odms.publication.models import Answer

router = Router(tags=["processes"])

_TOKEN = {"security": [{"token": []}]}


@router.get("/processes", response=answers(list[schemas.Process]), summary="The sixteen processes")
@operation("catalogue.read")
def list_processes(request: HttpRequest) -> list[dict[str, Any]]:
    """The processes that the national guideline names, in its order."""
    return [
        {
            "code": one.code,
            "number": one.number,
            "level": one.level,
            "name": one.names,
            "short": one.short,
            "needs": one.needs,
            "gate": one.gate,
            "sees": one.sees,
            "asks": one.asks,
            "declares": one.declares,
            "verifies": one.verifies,
            "review_months": one.review_months,
        }
        for one in answering.processes().values()
    ]


@router.get(
    "/agencies/{slug}/processes",
    response=answers(list[schemas.ProcessStanding], 404),
    summary="The processes of an agency",
)
@operation("catalogue.read")
def get_agency_processes(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """How the sixteen stand for an agency: computed for everybody, what people said and the figures
    for its own people."""
    agency = people.get_agency(slug)
    return _cells(request, standings.cells_of_agency(agency), agency.id)


@router.get(
    "/datasets/{slug}/processes",
    response=answers(list[schemas.ProcessStanding], 404, 410),
    summary="The processes of a dataset",
)
@operation("catalogue.read")
def get_dataset_processes(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """How the sixteen stand for a dataset; six are answered once for its agency."""
    dataset = catalogue.get_dataset(slug, request.person)  # type: ignore[attr-defined]
    return _cells(request, standings.cells_of_dataset(dataset), dataset.agency_id)


@router.post(
    "/agencies/{slug}/processes/{process}",
    response=answers(schemas.ProcessAnswer, 401, 403, 404, 422, status=201),
    summary="Declare a process of an agency",
    openapi_extra=_TOKEN,
)
@operation("process.declare")
def declare_of_agency(
    request: HttpRequest, slug: str, process: str, body: schemas.NewAnswer
) -> Status[dict[str, Any]]:
    """Say how a process stands. To verify what another declared, a person signs in on the desk."""
    agency = people.get_agency(slug)
    return _declare(request, Subject("agency", agency.id), process, body)


@router.post(
    "/datasets/{slug}/processes/{process}",
    response=answers(schemas.ProcessAnswer, 401, 403, 404, 422, status=201),
    summary="Declare a process of a dataset",
    openapi_extra=_TOKEN,
)
@operation("process.declare")
def declare_of_dataset(
    request: HttpRequest, slug: str, process: str, body: schemas.NewAnswer
) -> Status[dict[str, Any]]:
    """As for an agency, for a process that is answered for each dataset."""
    dataset = catalogue.get_dataset(slug, request.person)  # type: ignore[attr-defined]
    return _declare(request, Subject("dataset", dataset.id), process, body)


@router.post(
    "/agencies/{slug}/dossier",
    response={200: bytes},
    summary="The signed dossier of an agency",
    openapi_extra=_TOKEN,
)
@operation("dossier.make")
def make_dossier(request: HttpRequest, slug: str) -> HttpResponse:
    """A ZIP with processes, answers, evidence, the ledger's entries and chain, and the centre's
    signature; `odms dossier verify` checks it without the centre."""
    agency = people.get_agency(slug)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "dossier.zip"
        actions.make_dossier(by=user_of(request), agency=agency, out=out, at=timezone.now())
        answer = HttpResponse(out.read_bytes(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{slug}.odms.zip"'
    return answer


@router.get("/ledger/head", response=answers(schemas.LedgerHead), summary="Head of the ledger")
@operation("catalogue.read")
def get_ledger_head(request: HttpRequest) -> dict[str, Any]:
    """Where the ledger ends, and the public key under dossiers: keep them to hold a dossier against."""
    place = ledger.last_place()
    key = signing.public_key(settings.SIGNING_KEY)
    return {"seq": place.seq, "hash": place.hash, "public_key": key}


def _declare(
    request: HttpRequest, subject: Subject, process: str, body: schemas.NewAnswer
) -> Status[dict[str, Any]]:
    given = actions.declare(
        by=user_of(request),
        process=process,
        subject=subject,
        answer=body.answer,
        note=body.note,
        url=body.url,
        at=timezone.now(),
    )
    return Status(201, _answer(given))


def _cells(request: HttpRequest, cells: list[Any], agency_id: str) -> list[dict[str, Any]]:
    is_inside = can_do(request.person, "process.read", agency_id)  # type: ignore[attr-defined]
    return [_cell(cell, is_inside=is_inside) for cell in cells]


def _cell(cell: Any, *, is_inside: bool) -> dict[str, Any]:
    return {
        "code": cell.process.code,
        "number": cell.process.number,
        "state": cell.state,
        "is_inherited": cell.is_inherited,
        "computed": _computed(cell.computed),
        "declared": _answer(cell.declared) if is_inside and cell.declared else None,
        "verified": _answer(cell.verified) if is_inside and cell.verified else None,
        "evidence": [_evidence(one) for one in cell.evidence] if is_inside else [],
    }


def _computed(found: Any) -> dict[str, Any] | None:
    if found is None:
        return None
    facts = {"have": found["have"], "of": found["of"], **found["facts"]}
    return found | {"says": sentences(found["code"], facts)}


def _answer(given: "Answer") -> dict[str, Any]:
    return {
        "answer": given.answer,
        "facts": given.facts,
        "note": given.note,
        "url": given.url,
        "by": given.by.name,
        "at": given.at,
        "review_date": given.review_date,
        "hash": given.hash,
    }


def _evidence(one: Any) -> dict[str, Any]:
    return {
        "source": one.source,
        "figures": one.figures,
        "by": one.by_name,
        "at": one.at,
        "hash": one.hash,
    }
