"""The section of a case and of a dataset about formats and standard codes."""

import json
from typing import Any

from django.urls import reverse

from odms.definitions import national
from odms.publication.queries import reference
from odms.publication.reference import CODE_OF, Reference
from odms.web.told import language


def of_case(case: Any, *, may_edit: bool) -> dict[str, Any] | None:
    """What the case's file comes to, and the button that adds codes while it can be mended."""
    found = reference.of_case(case)
    if found is None:
        return None
    address = ""
    if may_edit:
        address = reverse("desk-delivery-repairs", kwargs={"id": case.delivery_id})
    return _section(found, address)


def of_dataset(dataset: Any) -> dict[str, Any]:
    """What the published tables come to."""
    return _section(reference.of_dataset(dataset), "")


def _section(found: Reference, address: str) -> dict[str, Any]:
    lists = national("code_lists.yaml")
    named = {
        meaning: one["label"][language()]
        for one in lists.values()
        for meaning in one["meanings"]
        if meaning in CODE_OF
    }
    return {
        "level": found.level,
        "used": [
            {"column": one.column, "list": lists[one.list_code]["label"][language()]}
            for one in found.used
        ],
        "uncoded": [
            {
                "column": one.column,
                "list": named[one.meaning],
                "step": json.dumps(one.step, ensure_ascii=False),
            }
            for one in found.uncoded
        ],
        "address": address,
    }
