"""What the OGC API Records of this centre takes and gives, as OpenAPI 3.0, which its landing page must
lead to (OGC 17-069r4, /req/core/root-success)."""

from typing import Any

from odms.standards.ogc_records import MEDIA_TYPE

OPENAPI_TYPE = "application/vnd.oai.openapi+json;version=3.0"

_TEXTS = {"type": "array", "items": {"type": "string"}}
_BOX = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
# of a page of items: the schema and what it means
_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "bbox": (
        _BOX,
        "West, south, east, north in degrees (CRS84): records whose box meets this one.",
    ),
    "datetime": (
        {"type": "string"},
        "A moment or a stretch (2024-01-01/..): records about a time that meets this one.",
    ),
    "q": (_TEXTS, "Words, all of which a record has; a comma is “or”."),
    "type": (_TEXTS, "Types of records."),
    "ids": (_TEXTS, "Identifiers of records."),
    "externalIds": (_TEXTS, "Identifiers that the sources of gathered records gave."),
}


def to_openapi(base: str, *, title: str, collection: str, usual: int, most: int) -> dict[str, Any]:
    """The description of the API whose landing page is `base`, with its one collection."""
    at = f"/collections/{collection}"
    limit = {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
    asked = [_query("limit", limit, "The most records of a page.")]
    asked += [_query(name, schema, says) for name, (schema, says) in _PARAMETERS.items()]
    one = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1.0"},
        "servers": [{"url": base}],
        "paths": {
            "/": _get("The landing page"),
            "/conformance": _get("The classes that are kept"),
            "/collections": _get("All collections"),
            at: _get("The collection of datasets"),
            f"{at}/items": _get("A page of records", MEDIA_TYPE, asked),
            f"{at}/items/{{id}}": _get("One record", MEDIA_TYPE, [one]),
        },
    }


def _query(name: str, schema: dict[str, Any], says: str) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "in": "query", "required": False, "description": says}
    is_list = schema["type"] == "array"
    return told | {"schema": schema} | ({"style": "form", "explode": False} if is_list else {})


def _get(
    says: str, media_type: str = "application/json", parameters: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    answers = {
        "200": {"description": says, "content": {media_type: {}}},
        "default": {"description": "A problem", "content": {"application/problem+json": {}}},
    }
    return {"get": {"summary": says, "parameters": parameters or [], "responses": answers}}
