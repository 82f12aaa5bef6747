"""`/api/v1`: the catalogue, its rows and files, search, and deliveries, for machines."""

from typing import Any

import orjson
from django.http import Http404, HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import BaseRenderer

from odms.api import problems
from odms.api.v1 import (
    approvals,
    assessments,
    balance,
    calendar,
    catalogue,
    changes,
    deliveries,
    describing,
    figures,
    inventory,
    networks,
    outlets,
    people,
    plan,
    processes,
    programme,
    protection,
    quality,
    report,
    reuse,
    rows,
    scores,
    search,
    sources,
    sql,
    surveys,
    table_schemas,
    usage,
    use,
    voice,
)


class OrjsonRenderer(BaseRenderer):
    """JSON with ISO 8601 times; a number that JSON cannot say becomes null."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The bytes of an answer."""
        return orjson.dumps(data, default=str)


class Api(NinjaAPI):
    """The API, its operations called by the names of their functions."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """`list_datasets` and so on."""
        return operation.view_func.__name__


api = Api(
    title="ODMS",
    version="1",
    description="Open data of the centre: free to read, without a key. Errors are problem+json.",
    docs_url=None,
    renderer=OrjsonRenderer(),
    urls_namespace="api-v1",
)
for trouble in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(trouble, problems.answer)

for router in (
    catalogue.router,
    changes.router,
    rows.router,
    sql.router,
    processes.router,
    table_schemas.router,
    search.router,
    deliveries.router,
    inventory.router,
    sources.router,
    describing.router,
    plan.router,
    calendar.router,
    protection.router,
    quality.router,
    voice.router,
    reuse.router,
    surveys.router,
    approvals.router,
    people.router,
    use.router,
    usage.router,
    scores.router,
    figures.router,
    report.router,
    outlets.router,
    programme.router,
    networks.router,
    assessments.router,
    balance.router,
):
    api.add_router("", router)
