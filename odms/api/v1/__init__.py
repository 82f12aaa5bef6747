"""`/api/v1`: the catalogue, its rows and files, search, and deliveries, for machines."""

from typing import Any

import orjson
from django.http import Http404, HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer

from odms.api import problems
from odms.api.v1 import catalogue, deliveries, rows, search


class OrjsonRenderer(BaseRenderer):
    """JSON with ISO 8601 times; a number that JSON cannot say becomes null."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The bytes of an answer."""
        return orjson.dumps(data, default=str)


api = NinjaAPI(
    title="ODMS",
    version="1",
    description="Open data of the centre: free to read, without a key. Errors are problem+json.",
    docs_url=None,
    renderer=OrjsonRenderer(),
    urls_namespace="api-v1",
    openapi_extra={
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made on the desk"}
            }
        }
    },
)
for trouble in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(trouble, problems.answer)

for router in (catalogue.router, rows.router, search.router, deliveries.router):
    api.add_router("", router)
