"""Actions that write resources: a table is announced, and an upload is a delivery for it, which goes
through the sixteen processes. A standing order may let an update pass; a token alone never does."""

from typing import TYPE_CHECKING, Any

from odms.api.ckan.calls import Call, action
from odms.api.ckan.fields import is_elsewhere, table_of
from odms.api.ckan.parameters import needed
from odms.api.ckan.proposals import find_table, own_dataset, own_table, resource_of
from odms.api.ckan.troubles import NotFoundError, ValidationError
from odms.api.ckan.writing import caller
from odms.definitions.messages import sentences
from odms.errors import Invalid, Refused
from odms.intake import actions as intake
from odms.intake import queries as deliveries
from odms.publication import actions as publication
from odms.standards import ckan

if TYPE_CHECKING:
    from odms.catalogue.models import Distribution

_RESOURCE = ("name", "url", "format", "description", "upload")

# how CKAN's loader calls the states of a delivery, and of a file that is to be fetched
_STATUS = {
    "received": "pending",
    "reading": "running",
    "read": "complete",
    "waiting": "pending",
    "fetching": "running",
    "failed": "error",
}


@action("package_id", *_RESOURCE, writes=True, deed="case.edit")
def resource_create(call: Call) -> dict[str, Any]:
    """Announce a table, and deliver its file: the `upload` of a multipart call, or what stands at
    `url`. `delivery_state` tells how far its reading is."""
    by, given = caller(call), call.given
    dataset = own_dataset(call, needed(given, "package_id"))
    told = table_of(given, call.upload.name if call.upload else "")
    table = publication.declare_table(
        by=by, dataset=dataset, at=call.at, ckan_id=told.pop("id"), **told
    )
    return _delivered(call, table)


@action("id", *_RESOURCE, writes=True, deed="case.edit")
def resource_update(call: Call) -> dict[str, Any]:
    """Deliver another file for a table, from `upload` or `url`; say otherwise what was announced."""
    by, given = caller(call), call.given
    table = own_table(call, needed(given, "id"))
    told = table_of(given)
    named = {
        "title_th": str(given.get("name") or ""),
        "address": told["address"],
        "source_format": told["source_format"],
        "extras": told["extras"],
    }
    if table.is_declared or named["title_th"] not in ("", table.title_th):
        table = publication.redeclare(by=by, distribution=table, changes=named, at=call.at)
    return _delivered(call, table)


@action("id", *_RESOURCE, writes=True, deed="case.edit")
def resource_patch(call: Call) -> dict[str, Any]:
    """As `resource_update`: what is not named stays."""
    return resource_update(call)


@action("id", writes=True, deed="case.edit")
def resource_delete(call: Call) -> None:
    """Take back what was announced, its file too. A released table goes with its dataset alone."""
    by = caller(call)
    table = own_table(call, needed(call.given, "id"))
    publication.undeclare(by=by, distribution=table, at=call.at)


@action("resource_id", writes=True, deed="case.edit")
def xloader_submit(call: Call) -> str:
    """Fetch the file of a table from the address that it was announced with, and deliver it."""
    table = own_table(call, needed(call.given, "resource_id"))
    if not table.address:
        raise Invalid("ckan.no_address", item="url")
    return _receive(call, table, table.address)


@action("resource_id", writes=True, deed="case.edit")
def datapusher_submit(call: Call) -> bool:
    """As `xloader_submit`, for clients of the older loader."""
    return bool(xloader_submit(call))


@action("resource_id")
def xloader_status(call: Call) -> dict[str, Any]:
    """How far the reading of a table's last file is."""
    caller(call)
    table = find_table(call, needed(call.given, "resource_id"))
    delivery = deliveries.last_for_tables([table.id]).get(table.id)
    work = deliveries.list_fetches([table.id]).get(table.id) or delivery
    if work is None:
        raise NotFoundError("task_status")
    changed_at = delivery.finished_at or delivery.received_at if work is delivery else work.asked_at
    return {
        "status": _STATUS[work.state],
        "job_id": work.pk,
        "job_url": None,
        "last_updated": ckan.time(changed_at),
        "key": "xloader",
        "error": work.trouble or {},
        "task_info": {},
    }


@action("entity_id", "entity_type", "task_type", "key", "value", "state", "error", writes=True)
def task_status_update(call: Call) -> dict[str, Any]:
    """Accepted and given back as it came: loaders report here, and nothing is kept of it."""
    return {"id": needed(call.given, "entity_id")} | call.given


@action("data", writes=True)
def task_status_update_many(call: Call) -> dict[str, Any]:
    """As `task_status_update`, for several."""
    return {"results": call.given.get("data") or []}


def _delivered(call: Call, table: "Distribution") -> dict[str, Any]:
    """The resource after its file was taken in, if there is one. What stands at an address and cannot
    be had is told with the resource, which is announced all the same."""
    url = str(call.given.get("url") or "")
    trouble: dict[str, Any] = {}
    if call.upload is not None:
        _receive(call, table)
    elif is_elsewhere(url):
        try:
            _receive(call, table, url)
        except Refused as refused:
            trouble = {"delivery_trouble": sentences(refused.code, refused.facts)}
    return resource_of(find_table(call, table.id)) | trouble


def _receive(call: Call, table: "Distribution", url: str = "") -> str:
    """The identifier of the delivery."""
    about = {
        "by": caller(call),
        "agency": table.dataset.agency,
        "dataset": table.dataset,
        "distribution": table,
        "way": "api",
        "at": call.at,
    }
    if url:
        return intake.receive_from(url=url, **about).id
    if call.upload is None:
        raise ValidationError(upload="Missing value")
    return intake.receive(stream=call.upload.file, name=call.upload.name or "", **about).id
