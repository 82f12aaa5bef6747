"""OGC API Records: the catalogue as GeoJSON features, for geographic programs and catalogues.

Source: OGC 20-004r1. The one collection is called `datasets`.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from odms.catalogue import queries as catalogue
from odms.catalogue.queries.descriptions import get_catalogue, list_descriptions
from odms.catalogue.queries.extents import (
    Within,
    count_within,
    keep_within,
    list_by_ids,
    list_within,
)
from odms.errors import Absent, Invalid
from odms.search.finding import find
from odms.search.lucene import All, Some, Term
from odms.standards import ogc_records
from odms.standards.description import Period, in_language
from odms.standards.extent import read_box, read_interval
from odms.standards.ogc_openapi import OPENAPI_TYPE, to_openapi
from odms.web import counting, told
from odms.web.doors import person_of
from odms.web.machines import as_json, machine

COLLECTION = "datasets"
PAGE, MOST = 10, 1_000
MOST_VALUES = 1_000  # of one parameter
MOST_FOUND = 10_000  # of what words find is looked at, where place or time is asked too
_JSON = "application/json"
_PLACE = ("after", "page")
_PARAMETERS = (*ogc_records.PARAMETERS, *_PLACE, "f")


@machine("catalogue.read")
def landing(request: HttpRequest) -> HttpResponse:
    """Where the parts of the API stand."""
    base = _base()
    about = get_catalogue()
    content = {
        "title": in_language(about.titles, told.language()),
        "description": in_language(about.descriptions, told.language()),
        "links": [
            _link(base, "self", _JSON),
            _link(f"{base}/openapi.json", "service-desc", OPENAPI_TYPE),
            _link(f"{base}/conformance", "conformance", _JSON),
            _link(f"{base}/collections", "data", _JSON),
            _link(f"{settings.CENTRE_URL}/catalog", "alternate", "text/turtle"),
        ],
    }
    return as_json(request, content, _JSON)


@machine("catalogue.read")
def openapi(request: HttpRequest) -> HttpResponse:
    """What the API takes and gives."""
    title = in_language(get_catalogue().titles, told.language())
    content = to_openapi(_base(), title=title, collection=COLLECTION, usual=PAGE, most=MOST)
    return as_json(request, content, OPENAPI_TYPE)


@machine("catalogue.read")
def conformance(request: HttpRequest) -> HttpResponse:
    """The classes of the standard that are kept."""
    return as_json(request, {"conformsTo": list(ogc_records.CLASSES)}, _JSON)


@machine("catalogue.read")
def collections(request: HttpRequest) -> HttpResponse:
    """All collections, which are one."""
    links = [_link(f"{_base()}/collections", "self", _JSON)]
    return as_json(request, {"collections": [_collection()], "links": links}, _JSON)


@machine("catalogue.read")
def collection(request: HttpRequest, name: str) -> HttpResponse:
    """What the collection is."""
    _check(name)
    return as_json(request, _collection(), _JSON)


@machine("catalogue.read")
def items(request: HttpRequest, name: str) -> HttpResponse:
    """A page of records: all that is asked for in order, or what words find, the best first."""
    _check(name)
    if unknown := sorted(set(request.GET) - set(_PARAMETERS)):
        raise Invalid("web.unknown_parameter", name=unknown[0], known=", ".join(_PARAMETERS))
    # what has no value is not asked (/req/record-core-query-parameters/empty-value)
    asked = {name: text.strip() for name, text in request.GET.items() if text.strip()}
    limit, within = _number(asked, "limit", PAGE), _within(asked)
    found = _worded if "q" in asked else _ordered
    datasets, total, following = found(asked, within, limit)
    records = [
        ogc_records.to_record(one, language=told.language()) for one in list_descriptions(datasets)
    ]
    links = [_link(_items(asked), "self", ogc_records.MEDIA_TYPE)]
    if following:
        place = {name: text for name, text in asked.items() if name not in _PLACE}
        links.append(_link(_items(place | following), "next", ogc_records.MEDIA_TYPE))
    content = {
        "type": "FeatureCollection",
        "features": records,
        "numberMatched": total,
        "numberReturned": len(records),
        "links": [*links, _link(f"{_base()}/collections/{COLLECTION}", "collection", _JSON)],
    }
    headers = ", ".join(f'<{one["href"]}>; rel="{one["rel"]}"' for one in links[1:])
    counting.count(request, "record", "records")
    return as_json(request, content, ogc_records.MEDIA_TYPE, links=headers)


@machine("catalogue.read")
def item(request: HttpRequest, name: str, id: str) -> HttpResponse:
    """One record by the identifier of its dataset. Raises Absent and Gone."""
    _check(name)
    dataset = catalogue.get_dataset_by_id(id, person_of(request))
    if dataset.state != "published":
        raise Absent("catalogue.no_such_dataset", slug=id)
    (description,) = list_descriptions([dataset])
    record = ogc_records.to_record(description, language=told.language())
    record["links"] += [
        _link(f"{_base()}/collections/{COLLECTION}/items/{id}", "self", ogc_records.MEDIA_TYPE),
        _link(f"{_base()}/collections/{COLLECTION}", "collection", _JSON),
    ]
    counting.count(request, "record", "records", dataset=dataset)
    return as_json(request, record, ogc_records.MEDIA_TYPE, changed_at=dataset.modified_at)


def _within(asked: dict[str, str]) -> Within:
    """What of a question the database answers. Raises Invalid."""
    period = read_interval(asked["datetime"]) if "datetime" in asked else Period()
    names = _listed(asked, "externalIds")
    return Within(
        box=read_box(asked["bbox"]) if "bbox" in asked else None,
        begins=date.fromisoformat(period.start) if period.start else None,
        ends=date.fromisoformat(period.end) if period.end else None,
        ids=_listed(asked, "ids"),
        # an identifier may have its giver before it
        names=names and (*names, *(name.partition(":")[2] for name in names if ":" in name)),
        kinds=None if "type" not in asked else ogc_records.kinds_of(_listed(asked, "type") or ()),
    )


def _listed(asked: dict[str, str], name: str) -> tuple[str, ...] | None:
    """The values of a parameter, parted by commas; None where it is not asked. Raises Invalid."""
    if name not in asked:
        return None
    values = tuple(part.strip() for part in asked[name].split(",") if part.strip())
    if len(values) > MOST_VALUES:
        raise Invalid("web.too_many_values", item=name, name=name, n=len(values), most=MOST_VALUES)
    return values


def _ordered(
    asked: dict[str, str], within: Within, limit: int
) -> tuple[list[Any], int, dict[str, str]]:
    """A page in the order of identifiers, how many there are, and where the next begins."""
    datasets, after = list_within(within, after=asked.get("after", "")[:26], limit=limit)
    return datasets, count_within(within), {"after": after} if after else {}


def _worded(
    asked: dict[str, str], within: Within, limit: int
) -> tuple[list[Any], int, dict[str, str]]:
    """A page of what words find: a comma is "or", a blank "and"."""
    page = _whole(asked, "page", 1)
    terms = [term.split() for term in asked["q"][:300].split(",") if term.strip()]
    node = Some(tuple(All(tuple(Term("text", word) for word in term)) for term in terms))
    typed = asked["q"] if len(terms) == 1 else ""
    first, is_all = (page - 1) * limit, within == Within()
    met = find(
        node,
        typed=typed,
        offset=first if is_all else 0,
        limit=limit if is_all else MOST_FOUND,
    )
    ids, total = met.ids, met.total
    if not is_all:
        kept = keep_within(met.ids, within)
        ids, total = kept[first : first + limit], len(kept)
    return list_by_ids(ids), total, {} if page * limit >= total else {"page": str(page + 1)}


def _number(asked: dict[str, str], name: str, usual: int) -> int:
    return min(_whole(asked, name, usual), MOST)


def _whole(asked: dict[str, str], name: str, usual: int) -> int:
    told = asked.get(name, str(usual))
    if not told.isascii() or not told.isdecimal() or int(told[:7]) < 1:
        raise Invalid("web.wrong_limit", item=name, value=told[:40], most=MOST)
    return int(told[:7])


def _check(name: str) -> None:
    if name != COLLECTION:
        raise Absent("web.no_such_collection", name=name, known=COLLECTION)


def _collection() -> dict[str, Any]:
    about = get_catalogue()
    at = f"{_base()}/collections/{COLLECTION}"
    box = about.places[0].bbox if about.places else None
    return {
        "id": COLLECTION,
        "itemType": "record",
        "title": in_language(about.titles, told.language()),
        "description": in_language(about.descriptions, told.language()),
        "extent": {"spatial": {"bbox": [list(box)]}} if box else {},
        "links": [
            _link(at, "self", _JSON),
            _link(f"{at}/items", "items", ogc_records.MEDIA_TYPE),
        ],
    }


def _items(asked: dict[str, Any]) -> str:
    address = f"{_base()}/collections/{COLLECTION}/items"
    return f"{address}?{urlencode(asked)}" if asked else address


def _link(href: str, rel: str, media_type: str) -> dict[str, str]:
    return {"href": href, "rel": rel, "type": media_type}


def _base() -> str:
    return f"{settings.CENTRE_URL}/ogc/records"
