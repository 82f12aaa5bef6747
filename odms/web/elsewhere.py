"""The files of a dataset that stand elsewhere, as its page tells of them."""

from collections.abc import Sequence
from typing import Any

from odms.catalogue import queries as catalogue
from odms.health import queries as health
from odms.health.queries.mirrors import list_mirrors
from odms.web.told import words


def links(dataset: Any) -> list[dict[str, Any]]:
    """Each file with what it answered last, whether it changed and who decided, and its copy here."""
    found = catalogue.list_links(dataset)
    if not found:
        return []
    checks = {check.address: check for check in health.list_checks(dataset=dataset, kind="link")}
    mirrors, copies = list_mirrors(dataset), catalogue.list_copies(found)
    return [
        {
            "link": link,
            "check": checks.get(link.address),
            "change": _change(checks.get(link.address)),
            "copy": _copy(copies.get(link.id, ())),
            "why_none": _why(mirrors.get(link.id)),
        }
        for link in found
    ]


def _change(check: Any) -> str:
    """Whether the file changed when it was last asked, and what told so."""
    if check is None or not check.change:
        return ""
    told = words(f"health.change.{check.change}")
    return f"{told} · {words(f'health.method.{check.decided_by}')}" if check.decided_by else told


def _copy(tables: Sequence[Any]) -> Any:
    return tables[0] if tables else None


def _why(mirror: Any) -> str:
    """Why there is no copy, or none newer."""
    if mirror is None or (mirror.state == "kept" and not mirror.trouble):
        return ""
    told = words(f"health.copy.{mirror.state}")
    why = mirror.trouble
    return f"{told}: {words(why['code'], why['facts'])}" if why else told
