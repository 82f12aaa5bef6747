"""CKAN's packages, read into descriptions: of CKAN 2.2 to 2.12, DKAN, and the country's edition.

A package tells much in `extras`, in names of ckanext-dcat, ckanext-spatial and ckanext-thai_gdc; some
editions put the same names beside the others. What no field takes is kept as told.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from odms.errors import Invalid
from odms.standards import codes, values
from odms.standards.ckan import from_package
from odms.standards.ckan_resources import describe_resources, kept
from odms.standards.dcat.places import box_of, checked_box
from odms.standards.description import (
    Agent,
    Concept,
    Description,
    Entry,
    Period,
    Place,
)
from odms.standards.housing import housed
from odms.standards.reading import Reading, json_of_text, text_of
from odms.standards.record import Record, read_value
from odms.standards.view import often_told

# of the catalogue, not of the data
_STRUCTURE = values.names(
    "id name type state private isopen creator_user_id revision_id revision_timestamp",
    "owner_org num_resources num_tags relationships_as_subject relationships_as_object",
    "extras resources tags organization groups title notes license_title license_url author",
    "author_email metadata_created metadata_modified version title_translated",
    "notes_translated last_updated_date allow_harvest harvest_object_id harvest_source_id",
    "harvest_source_title spatial_harvester",
)
_NO_LICENCE = {"notspecified", "license not specified", "[]"}
_BOX = ("bbox-west-long", "bbox-south-lat", "bbox-east-long", "bbox-north-lat")
_THAI_BOX = (
    "west_bound_longitude",
    "south_bound_longitude",
    "east_bound_longitude",
    "north_bound_longitude",
)


def read_ckan(document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """The packages in an answer of the Action API, in a list, or one a line as ckanapi dumps them.

    Raises Invalid where there are none in it, or where the answer is a failure.
    """
    reading = Reading()
    text = text_of(document, reading, content_type)
    packages = list(_of_lines(text)) or list(_of_answer(json_of_text(text), reading))
    for number, package in enumerate(packages, start=1):
        if isinstance(package, dict) and ("title" in package or "name" in package):
            if package.get("type") != "harvest":
                reading.add(describe_package(package))
        else:
            reading.trouble("standards.read.no_record", f"#{number}", left_out=True)
    return reading


def describe_package(package: Mapping[str, Any]) -> Description:
    """What a package object says, as `package_show` gives it."""
    told = {**_extras(package), **package, **_objects(package, "groups", "tags")}
    record, refused = _record(told)
    organization = told.get("organization") or {}
    created, changed = (values.moment(told.get(f"metadata_{at}")) for at in ("created", "modified"))
    description = Description(
        identifier=values.text(values.first(told, "id", "name")),
        uri=values.address(told.get("uri")),
        kind="series" if told.get("type") == "dataset_series" else "dataset",
        record=record,
        titles=values.translated(told, "title"),
        descriptions=values.translated(told, "notes"),
        keywords=_keywords(told),
        publisher=_publisher(told, organization),
        creators=_agents(told, "author", "author_email"),
        contacts=_agents(told, "maintainer", "maintainer_email")
        or _agents(told, "contact_name", "contact_email")
        or _agents(told, "contact-name", "contact-email"),
        resources=tuple(describe_resources(told)),
        themes=tuple(_themes(told)),
        languages=_languages(told, record),
        places=tuple(_places(told)),
        periods=_periods(told),
        issued=values.moment(values.first(told, "issued", "created_date")) or created,
        modified=values.moment(values.first(told, "modified", "last_updated_date")) or changed,
        frequency=values.text(values.first(told, "frequency", "frequency-of-update"))
        or often_told(record),
        landing_pages=values.texts(told.get("url")),
        pages=values.texts(values.parsed(told.get("documentation"))),
        licence=_licence(told, record),
        access_rights=values.text(told.get("access_rights")),
        provenances=values.statements(
            values.first(told, "provenance", "lineage"), told.get("data_source")
        ),
        conforms_to=values.concepts(told.get("conforms_to")),
        other_identifiers=tuple(
            Concept(notation=one)
            for one in values.texts(values.parsed(told.get("alternate_identifier")))
        ),
        version=values.text(told.get("version")),
        version_notes=values.words(told.get("version_notes")),
        in_series=values.texts(told.get("in_series")),
        entry=Entry(issued=created, modified=changed) if changed else None,
        extras=_kept(told, refused),
    )
    return housed(description)


def _of_lines(text: str) -> Iterator[Any]:
    """A package a line; nothing where the text is another form."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(
        line.lstrip()[:1] == "{" and line.rstrip()[-1:] == "}" for line in lines
    ):
        for line in lines:
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError:
                yield line


def _of_answer(told: Any, reading: Reading) -> Iterator[Any]:
    """The packages of an answer, whatever action gave it."""
    if isinstance(told, dict) and told.get("success") is False:
        error = told.get("error")
        message = error.get("message") or error.get("__type") if isinstance(error, dict) else error
        raise Invalid("standards.read.ckan_failed", told=values.text(message) or "–")
    result = told.get("result", told) if isinstance(told, dict) else told
    if isinstance(result, dict) and isinstance(result.get("results"), list):
        reading.n_total = values.size(result.get("count"))
        result = result["results"]
    packages = result if isinstance(result, list) else [result]
    packages = [inner for one in packages for inner in (one if isinstance(one, list) else [one])]
    if packages and not any(isinstance(one, dict) for one in packages):
        raise Invalid("standards.read.no_packages")
    if isinstance(result, dict) and "resources" not in result and "title" not in result:
        raise Invalid("standards.read.no_packages")
    yield from packages


def _extras(package: Mapping[str, Any]) -> dict[str, Any]:
    """Extras as names and values; those of before 2.0 are an object."""
    extras = package.get("extras")
    if isinstance(extras, dict):
        return extras
    return {
        one["key"]: one.get("value")
        for one in values.each(extras)
        if isinstance(one, dict) and isinstance(one.get("key"), str)
    }


def _objects(package: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The lists of objects under these names, without what is none in them."""
    return {
        name: [
            one | {"name": values.text(one.get("name"))} for one in values.objects(package[name])
        ]
        for name in names
        if name in package
    }


def _record(told: Mapping[str, Any]) -> tuple[Record, dict[str, Any]]:
    """Fields of our record by the names of the country's schema, and what they cannot hold.

    Titles and texts are left to the description, which knows the languages they may be in.
    """
    raw, _ = from_package({name: told[name] for name in told.keys() - {"title", "notes"}})
    read: dict[str, Any] = {}
    refused: dict[str, Any] = {}
    for name, value in raw.items():
        try:
            read[name] = read_value(name, value)
        except Invalid:
            refused[name] = value
    return Record.from_dict(read), refused


def _keywords(told: Mapping[str, Any]) -> dict[str, list[str]]:
    translated = values.first(told, "tags_translated", "keywords_translated", "keywords")
    if isinstance(translated, dict):
        return {tag: list(values.texts(one)) for tag, one in translated.items() if one}
    tags = [
        values.text(values.first(one, "display_name", "name")) if isinstance(one, dict) else one
        for one in values.each(told.get("tags"))
    ] or values.text(told.get("tag_string")).split(",")
    kept = values.texts(tags)
    return {"": list(kept)} if kept else {}


def _publisher(told: Mapping[str, Any], organization: Any) -> Agent | None:
    """The publisher that extras name, else the organization that has the package."""
    names = values.words(told.get("publisher_name"))
    own = organization if isinstance(organization, dict) else {}
    if not names and not own:
        return None
    return Agent(
        names=names or values.translated(own, "title") or values.words(own.get("name")),
        uri=values.address(told.get("publisher_uri")),
        identifier=values.text(told.get("publisher_identifier") if names else own.get("id")),
        kind="organization",
        type=values.text(told.get("publisher_type")),
        email=values.text(told.get("publisher_email")),
        homepage=values.text(told.get("publisher_url")),
    )


def _agents(told: Mapping[str, Any], name: str, email: str) -> tuple[Agent, ...]:
    agent = Agent(names=values.words(told.get(name)), email=values.text(told.get(email)))
    return (agent,) if agent != Agent() else ()


def _themes(told: Mapping[str, Any]) -> Iterator[Concept]:
    yield from values.concepts(told.get("theme"))
    for group in values.each(told.get("groups")):
        if isinstance(group, dict):
            labels = values.translated(group, "title") or values.words(
                values.first(group, "display_name", "name")
            )
            yield Concept(labels=labels, notation=values.text(group.get("name")))


def _languages(told: Mapping[str, Any], record: Record) -> tuple[str, ...]:
    named = values.texts(values.parsed(told.get("language")))
    own = (codes.european("languages", code) or code for code in record.language)
    return named or tuple(own)


def _places(told: Mapping[str, Any]) -> Iterator[Place]:
    spatial = values.text(told.get("spatial"))
    uri, labels = values.address(told.get("spatial_uri")), values.words(told.get("spatial_text"))
    box = next((found for names in (_BOX, _THAI_BOX) if (found := _box(told, names))), None)
    geometry = spatial if spatial[:1] == "{" or box_of(spatial) else ""
    if spatial and not geometry:
        labels = labels or {"": spatial}
    place = Place(uri, labels, box or box_of(geometry), geometry)
    if place != Place():
        yield place


def _box(told: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    try:
        return checked_box(*(float(values.text(told.get(name))) for name in names))
    except ValueError:
        return None


def _periods(told: Mapping[str, Any]) -> tuple[Period, ...]:
    period = Period(
        values.moment(told.get("temporal_start")) or values.year(told.get("first_year_of_data")),
        values.moment(told.get("temporal_end")) or values.year(told.get("last_year_of_data")),
    )
    return (period,) if period != Period() else ()


def _licence(told: Mapping[str, Any], record: Record) -> str:
    """The address of a licence, else its name; what the country's other one is called."""
    if record.licence == "other" and record.licence_other:
        return record.licence_other
    names = (told.get(f"license_{part}") for part in ("url", "title", "id"))
    named = (values.text(name) for name in names)
    return next((one for one in named if one and one.lower() not in _NO_LICENCE), "")


def _kept(told: Mapping[str, Any], refused: Mapping[str, Any]) -> dict[str, Any]:
    """What a package says beyond our fields, and what our record's fields could not hold."""
    _, rest = from_package(told)
    own = {name: value for name, value in rest.items() if name not in _STRUCTURE | _READ}
    return kept(own | {name: value for name, value in refused.items() if name != "url"})


# names that the functions above look for
_READ = values.names(
    "uri publisher_name publisher_uri publisher_identifier publisher_type publisher_email",
    "publisher_url contact_name contact_email contact-name contact-email theme language",
    "spatial spatial_uri spatial_text temporal_start temporal_end first_year_of_data",
    "last_year_of_data issued created_date modified frequency frequency-of-update",
    "documentation access_rights provenance lineage conforms_to alternate_identifier",
    "version_notes in_series tags_translated keywords_translated keywords tag_string",
) | {*_BOX, *_THAI_BOX}
