"""Socrata's catalogues, read: answers of its discovery API and lists of views.

A view of the kind `dataset` has its rows in several forms at addresses that follow from its name;
links and files that somebody put up (`href`, `file`) have one address.
Sources: the discovery API (`/api/catalog/v1`) and the metadata of views (`/api/views`).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from odms.errors import Invalid
from odms.standards import values
from odms.standards.description import Agent, Column, Concept, Description, Resource
from odms.standards.housing import housed
from odms.standards.reading import Reading, json_of

# under this name extras hold what Socrata says and no field does
KEPT = "socrata"

_FORMS = {"csv": "text/csv", "json": "application/json", "xml": "application/xml"}
# types of columns by ours; any other is text
_TYPES = {
    "number": "number",
    "money": "number",
    "percent": "number",
    "double": "number",
    "calendar_date": "datetime",
    "fixed_timestamp": "datetime",
    "date": "date",
    "checkbox": "boolean",
}
_TABLES = ("dataset", "tabular", "table", "")


def read_socrata(document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """The views of an answer; `url` is the site's where views do not name it.

    Raises Invalid where there are none.
    """
    reading = Reading()
    told = json_of(document, reading, content_type)
    if isinstance(told, dict) and isinstance(told.get("results"), list):
        reading.n_total = values.size(told.get("resultSetSize"))
        found = told["results"]
    else:
        found = told if isinstance(told, list) else [told]
    if not any(isinstance(one, dict) and {"resource", "id"} & one.keys() for one in found):
        raise Invalid("standards.read.no_socrata")
    for number, one in enumerate(found, start=1):
        if isinstance(one, dict):
            reading.add(housed(_result(one) if "resource" in one else _view(one, _host(url))))
        else:
            reading.trouble("standards.read.no_record", f"#{number}", left_out=True)
    return reading


def _result(told: Mapping[str, Any]) -> Description:
    """One result of the discovery API."""
    resource = _object(told.get("resource"))
    about, metadata = _object(told.get("classification")), _object(told.get("metadata"))
    name, host = values.text(resource.get("id")), values.text(metadata.get("domain"))
    columns = tuple(
        Column(values.text(field), values.words(label), values.words(note), _type(kind))
        for field, label, note, kind in zip(
            *(_list(resource, f"columns_{part}") for part in ("field_name", "name")),
            _padded(resource, "columns_description"),
            _padded(resource, "columns_datatype"),
            strict=False,
        )
    )
    page = values.address(told.get("permalink")) or values.address(told.get("link"))
    own = {
        values.text(one.get("key")): one.get("value")
        for one in values.each(about.get("domain_metadata"))
        if isinstance(one, dict)
    }
    return Description(
        identifier=name,
        titles=values.words(resource.get("name")),
        descriptions=values.words(resource.get("description")),
        keywords=_keywords(about.get("domain_tags"), about.get("tags")),
        publisher=_agent(
            resource.get("attribution"), _object(told.get("owner")).get("display_name")
        ),
        contacts=_contact(resource.get("contact_email")),
        resources=tuple(_files(host, name, values.text(resource.get("type")), columns)),
        themes=_themes(about.get("domain_category"), about.get("categories")),
        issued=values.moment(values.first(resource, "publication_date", "createdAt")),
        modified=values.moment(values.first(resource, "data_updated_at", "updatedAt")),
        landing_pages=(page,) if page else (),
        licence=values.text(metadata.get("license")),
        extras={KEPT: own} if own else {},
    )


def _view(told: Mapping[str, Any], host: str) -> Description:
    """One view as the site itself lists it."""
    name = values.text(told.get("id"))
    licence = _object(told.get("license"))
    custom = _object(_object(told.get("metadata")).get("custom_fields"))
    columns = tuple(
        Column(
            values.text(one.get("fieldName")),
            values.words(one.get("name")),
            values.words(one.get("description")),
            _type(one.get("dataTypeName")),
        )
        for one in values.each(told.get("columns"))
        if isinstance(one, dict)
    )
    kind = values.text(values.first(told, "assetType", "viewType"))
    link = values.address(_object(told.get("metadata")).get("accessPoints"))
    return Description(
        identifier=name,
        titles=values.words(told.get("name")),
        descriptions=values.words(told.get("description")),
        keywords=_keywords(told.get("tags")),
        publisher=_agent(told.get("attribution"), _object(told.get("owner")).get("displayName")),
        resources=tuple(_files(host, name, kind, columns, link)),
        themes=_themes(told.get("category")),
        issued=_epoch(values.first(told, "publicationDate", "createdAt")),
        modified=_epoch(values.first(told, "rowsUpdatedAt", "viewLastModified")),
        landing_pages=(f"https://{host}/d/{name}",) if host else (),
        pages=values.texts(told.get("attributionLink")),
        licence=values.text(
            licence.get("termsLink") or licence.get("name") or told.get("licenseId")
        ),
        extras={KEPT: custom} if custom else {},
    )


def _files(
    host: str, name: str, kind: str, columns: tuple[Column, ...], link: str = ""
) -> Iterator[Resource]:
    """The rows of a view in each form; where the site is not known there is no address."""
    if link:
        yield Resource(access_urls=(link,))
    elif host and kind in _TABLES:
        for form, media_type in _FORMS.items():
            yield Resource(
                identifier=f"{name}.{form}",
                access_urls=(f"https://{host}/d/{name}",),
                download_urls=(f"https://{host}/api/views/{name}/rows.{form}?accessType=DOWNLOAD",),
                format=form.upper(),
                media_type=media_type,
                columns=columns,
            )
    elif host:
        yield Resource(identifier=name, access_urls=(f"https://{host}/d/{name}",))


def _agent(*names: Any) -> Agent | None:
    told = next((text for name in names if (text := values.text(name))), "")
    return Agent({"": told}, kind="organization") if told else None


def _contact(email: Any) -> tuple[Agent, ...]:
    told = values.text(email)
    return (Agent(email=told),) if told else ()


def _keywords(*told: Any) -> dict[str, list[str]]:
    words = values.texts([word for one in told for word in values.each(one)])
    return {"": list(words)} if words else {}


def _themes(*told: Any) -> tuple[Concept, ...]:
    names = values.texts([name for one in told for name in values.each(one)])
    return tuple(Concept(labels={"": name}) for name in names)


def _type(told: Any) -> str:
    return _TYPES.get(values.text(told).lower().replace(" ", "_"), "text" if told else "")


def _epoch(told: Any) -> str:
    """A moment told in seconds since 1970, or in text."""
    if isinstance(told, int) and 0 < told < 1e11:
        return datetime.fromtimestamp(told, UTC).isoformat()
    return values.moment(told)


def _object(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    """The list under a name, empty where there is none."""
    found = told.get(name)
    return found if isinstance(found, list) else []


def _padded(told: Mapping[str, Any], name: str) -> list[Any]:
    """The list under a name, with nothing for columns of which it does not tell."""
    found = _list(told, name)
    return found + [None] * (len(_list(told, "columns_field_name")) - len(found))


def _host(url: str) -> str:
    return urlsplit(url).netloc if url.startswith(("http://", "https://")) else ""
