"""Addresses of the API."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path

from odms.api import health
from odms.api.ckan import dumping
from odms.api.ckan import views as ckan
from odms.api.doors import opened
from odms.api.paging import absolute
from odms.api.v1 import api
from odms.api.v1.description import openapi
from odms.errors import Absent

READ = "catalogue.read"


def _index(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """Where to begin."""
    begin = (
        *("openapi.json", "datasets", "search", "suggest", "agencies", "themes"),
        *("requests", "surveys", "showcase", "changes", "frameworks", "assessments"),
        *("figures", "balance", "programme", "roadmap", "networks", "training"),
    )
    return JsonResponse({name: absolute(f"/api/v1/{name}") for name in begin})


# addresses of the framework that are answered here
_OWN = {"api-root": _index, "openapi-json": openapi}


def _no_such_address(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    raise Absent("api.no_such_address", path=request.path)


def _permissions() -> dict[str, str]:
    """The deeds that each named address of the API stands for, separated by blanks."""
    return {
        operations[0].view_func.__name__: " ".join(op.view_func.permission for op in operations)
        for _, router in api._routers
        for view in router.path_operations.values()
        if (operations := view.operations)
    }


def _opened_patterns() -> list[URLPattern]:
    patterns, permissions = api.urls[0], _permissions()
    for pattern in patterns:
        view = _OWN.get(pattern.name, pattern.callback)
        pattern.callback = opened(view, permissions.get(pattern.name, READ))
    return [*patterns, re_path("", opened(_no_such_address, READ))]


_ckan_act = opened(ckan.act, READ, strict=False)

urlpatterns: list[Any] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/3", opened(ckan.version, READ, strict=False), name="ckan"),
    path("api/3/action/<str:name>", _ckan_act, name="ckan-action"),
    path("api/action/<str:name>", _ckan_act),
    path("datastore/dump/<str:id>", opened(dumping.dump, READ, strict=False), name="ckan-dump"),
    path(
        "dataset/<str:name>/resource/<str:id>/download/<str:file>",
        opened(ckan.download, READ, strict=False),
    ),
    path("api/v1/", (_opened_patterns(), "ninja", "api-v1")),
]
