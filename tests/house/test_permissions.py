"""No door without a declared deed."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

from odms.people.rules import PERMISSIONS


def _routes(resolver: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, address)
        else:
            yield address, pattern.callback


def test_every_route_declares_known_deeds() -> None:
    routes = dict(_routes(get_resolver()))
    assert len(routes) > 50
    wrong = {
        address: getattr(view, "permission", None)
        for address, view in routes.items()
        if not set(getattr(view, "permission", "").split()) <= set(PERMISSIONS)
        or not getattr(view, "permission", "")
    }
    assert wrong == {}
