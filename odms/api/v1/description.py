"""The OpenAPI 3.1 description, made from the code once a process."""

from functools import cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from odms.api.paging import absolute
from odms.lake.exports import FORMATS

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_TOKEN = {"type": "http", "scheme": "bearer", "description": "Made under /account"}
_FILE = {"schema": {"type": "string", "format": "binary"}}
_DOWNLOAD = "/api/v1/distributions/{id}/releases/{number}/download"


def openapi(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """The description of `/api/v1`."""
    return HttpResponse(_document(), content_type="application/json")


@cache
def _document() -> bytes:
    from odms.api.v1 import api

    told = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    told["components"]["securitySchemes"] = {"token": _TOKEN}
    told["servers"] = [{"url": absolute("")}]
    for operations in told["paths"].values():
        for operation in operations.values():
            _name_media_types(operation)
    files = {form.media_type.split(";")[0]: _FILE for form in FORMATS.values()}
    told["paths"][_DOWNLOAD]["get"]["responses"][200]["content"] = files
    return orjson.dumps(told, option=orjson.OPT_NON_STR_KEYS)


def _name_media_types(operation: dict[str, Any]) -> None:
    """Problems are `application/problem+json`, which the framework does not know."""
    for response in operation["responses"].values():
        content = response.get("content", {})
        if content.get("application/json", {}).get("schema") == _PROBLEM:
            response["content"] = {"application/problem+json": {"schema": _PROBLEM}}
