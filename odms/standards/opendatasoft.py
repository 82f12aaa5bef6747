"""Opendatasoft's catalogues, read: answers of its explore API 2.1, 2.0 and 1.0.

Metadata stand in templates (`default`, `dcat` and those of the portal); a dataset with records has
them in several forms at addresses that follow from its name.
Source: Opendatasoft's reference of `/api/explore/v2.1/catalog/datasets`.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from odms.errors import Invalid
from odms.standards import values
from odms.standards.description import Agent, Column, Concept, Description, Period, Place, Resource
from odms.standards.housing import housed
from odms.standards.reading import Reading, json_of

# under this name extras hold what Opendatasoft says and no field does
KEPT = "opendatasoft"

_FORMS = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
_GEO_FORMS = {"geojson": "application/geo+json"}
_TYPES = {
    "int": "integer",
    "double": "number",
    "date": "date",
    "datetime": "datetime",
    "text": "text",
}
_READ = values.names(
    "title description keyword theme modified publisher license license_url language",
    "references attributions territory created issued creator contributor contact_name",
    "contact_email accrualperiodicity spatial temporal temporal_coverage_start",
    "temporal_coverage_end conforms_to",
)


def read_opendatasoft(document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """The datasets of an answer; `url` is the portal's, by which files are found.

    Raises Invalid where there are none.
    """
    reading = Reading()
    told = json_of(document, reading, content_type)
    found = _datasets(told)
    if found is None:
        raise Invalid("standards.read.no_opendatasoft")
    reading.n_total = values.size(values.first(told, "total_count", "nhits"))
    reading.next_pages = [
        values.text(link.get("href"))
        for link in values.each(told.get("links"))
        if isinstance(link, dict) and link.get("rel") == "next" and link.get("href")
    ]
    for number, one in enumerate(found, start=1):
        if isinstance(one, dict):
            reading.add(housed(_described(one, _site(url))))
        else:
            reading.trouble("standards.read.no_record", f"#{number}", left_out=True)
    return reading


def _datasets(told: Any) -> list[Any] | None:
    """The datasets of any version: in version 2.0 each stands in an object of its own."""
    if not isinstance(told, dict):
        return None
    found = told.get("results") if isinstance(told.get("results"), list) else told.get("datasets")
    if not isinstance(found, list):
        found = [told] if "dataset_id" in told or "datasetid" in told else None
    if found is None:
        return None
    inner = (
        one.get("dataset") if isinstance(one, dict) and "dataset" in one else one for one in found
    )
    return list(inner)


def _described(told: Mapping[str, Any], site: str) -> Description:
    name = values.text(values.first(told, "dataset_id", "datasetid"))
    metas = _metas(told)
    title = values.words(metas.get("title")) or ({"": name} if name else {})
    columns = tuple(_columns(told))
    own = {
        key: value for key, value in metas.items() if key not in _READ and value not in (None, [])
    }
    page = f"{site}/explore/dataset/{name}/" if site else ""
    return Description(
        identifier=name,
        titles=title,
        descriptions=values.words(metas.get("description")),
        keywords={"": list(words)} if (words := values.texts(metas.get("keyword"))) else {},
        publisher=_agent(metas.get("publisher")),
        creators=tuple(one for one in (_agent(metas.get("creator")),) if one),
        contacts=_contacts(metas),
        resources=(*_exports(told, site, name, columns), *_attachments(told, site, name)),
        themes=tuple(Concept(labels={"": one}) for one in values.texts(metas.get("theme"))),
        languages=values.texts(metas.get("language")),
        places=tuple(
            Place(labels={"": one})
            for one in values.texts([metas.get("territory"), metas.get("spatial")])
        ),
        periods=_periods(metas),
        issued=values.moment(values.first(metas, "issued", "created")),
        modified=values.moment(metas.get("modified")),
        frequency=values.text(metas.get("accrualperiodicity")),
        landing_pages=(page,) if page else (),
        pages=values.texts(metas.get("references")),
        licence=values.text(values.first(metas, "license_url", "license")),
        sources=values.texts(metas.get("attributions")),
        conforms_to=tuple(
            Concept(uri=one)
            for one in values.texts(metas.get("conforms_to"))
            if values.address(one)
        ),
        extras={KEPT: own} if own else {},
    )


def _metas(told: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata of all templates, those of `default` first; in version 1.0 there is one."""
    metas = told.get("metas")
    if not isinstance(metas, dict):
        return {}
    found: dict[str, Any] = {}
    for name in sorted(metas, key=lambda name: name != "default"):
        if isinstance(metas[name], dict):
            for key, value in metas[name].items():
                found.setdefault(key, value)
        else:
            found.setdefault(name, metas[name])
    return found


def _agent(told: Any) -> Agent | None:
    name = values.text(told)
    return Agent({"": name}, kind="organization") if name else None


def _contacts(metas: Mapping[str, Any]) -> tuple[Agent, ...]:
    agent = Agent(
        values.words(metas.get("contact_name")), email=values.text(metas.get("contact_email"))
    )
    return (agent,) if agent != Agent() else ()


def _periods(metas: Mapping[str, Any]) -> tuple[Period, ...]:
    start, _, end = values.text(metas.get("temporal")).partition("/")
    period = Period(
        values.moment(metas.get("temporal_coverage_start")) or start,
        values.moment(metas.get("temporal_coverage_end")) or end,
    )
    return (period,) if period != Period() else ()


def _columns(told: Mapping[str, Any]) -> Iterator[Column]:
    for one in values.each(told.get("fields")):
        if isinstance(one, dict):
            yield Column(
                values.text(one.get("name")),
                values.words(one.get("label")),
                values.words(one.get("description")),
                _TYPES.get(values.text(one.get("type")), "text"),
            )


def _exports(
    told: Mapping[str, Any], site: str, name: str, columns: tuple[Column, ...]
) -> Iterator[Resource]:
    """The records in each form; where the portal is not known there is no address."""
    if not site or told.get("has_records") is False:
        return
    is_geographic = "geo" in values.texts(told.get("features"))
    for form, media_type in (_FORMS | (_GEO_FORMS if is_geographic else {})).items():
        yield Resource(
            identifier=f"{name}.{form}",
            access_urls=(f"{site}/explore/dataset/{name}/",),
            download_urls=(f"{site}/api/explore/v2.1/catalog/datasets/{name}/exports/{form}",),
            format=form.upper(),
            media_type=media_type,
            columns=columns,
        )


def _attachments(told: Mapping[str, Any], site: str, name: str) -> Iterator[Resource]:
    for one in values.each(told.get("attachments")):
        if isinstance(one, dict):
            at = f"{site}/api/explore/v2.1/catalog/datasets/{name}/attachments/{one.get('id')}"
            url = values.address(one.get("url")) or (at if site and one.get("id") else "")
            yield Resource(
                identifier=values.text(one.get("id")),
                titles=values.words(values.first(one, "title", "id")),
                download_urls=(url,) if url else (),
                media_type=values.media_type(one.get("mimetype")),
            )


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""
