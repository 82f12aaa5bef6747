"""Metadata of ISO 19115, in the XML of ISO 19139 and of 19115-3, read into descriptions.

Both editions have the same elements in other namespaces, with few paths that differ; paths that
stand side by side below are those of the two. What no field takes is kept as told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from odms.standards import iso_online as online
from odms.standards import licences
from odms.standards.dcat.places import checked_box
from odms.standards.description import (
    Agent,
    Concept,
    Description,
    Entry,
    Period,
    Place,
    Words,
)
from odms.standards.housing import housed
from odms.standards.values import address
from odms.standards.xml_reading import (
    Element,
    code_of,
    find,
    find_all,
    language_tag,
    link_of,
    name_of,
    text_at,
    text_of,
    texts_at,
    walk,
    words_of,
)

_INSPIRE = "http://inspire.ec.europa.eu/metadata-codelist"
_CODE_LIST = "http://standards.iso.org/iso/19115/resources/Codelists/cat/codelists.xml"
_CRS = "http://www.opengis.net/def/crs/EPSG/0/"

_IDENTIFICATION = "identificationInfo/*"
_CITATION = f"{_IDENTIFICATION}/citation/CI_Citation"
_EXTENT = (f"{_IDENTIFICATION}/extent/EX_Extent",)
_CONSTRAINTS = f"{_IDENTIFICATION}/resourceConstraints/*"
# roles that are fields of ours; those of other roles are attributions
_PUBLISHERS = ("publisher", "owner", "custodian", "resourceProvider", "distributor")
_CREATORS = ("author", "originator", "principalInvestigator")
_ISSUED, _MODIFIED = ("publication", "released", "creation"), ("revision", "lastUpdate")
_KEPT = {
    "purpose": f"{_IDENTIFICATION}/purpose",
    "alternate_title": f"{_CITATION}/alternateTitle",
    "edition": f"{_CITATION}/edition",
    "supplement": f"{_IDENTIFICATION}/supplementalInformation",
    "scale": f"{_IDENTIFICATION}/spatialResolution/MD_Resolution/equivalentScale/"
    "MD_RepresentativeFraction/denominator",
    "representation": f"{_IDENTIFICATION}/spatialRepresentationType",
    "status": f"{_IDENTIFICATION}/status",
    "preview": f"{_IDENTIFICATION}/graphicOverview/MD_BrowseGraphic/fileName",
    "standard": "metadataStandardName",
}


def is_record(element: Element) -> bool:
    """Whether an element is a record of this standard."""
    return name_of(element) in ("MD_Metadata", "MI_Metadata")


def describe_iso(root: Element) -> Description:
    """What a record (`MD_Metadata`) says."""
    return housed(_Record(root).described())


@dataclass
class _Record:
    """A record while it is read: its root, its language and the locales it declares."""

    root: Element
    language: str = ""
    locales: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        told = find(self.root, "language", "defaultLocale/PT_Locale/language")
        self.language = language_tag(code_of(told) or text_of(told))
        for locale in find_all(self.root, "locale/PT_Locale", "otherLocale/PT_Locale"):
            code = code_of(find(locale, "languageCode", "language"))
            self.locales[locale.get("id", "")] = language_tag(code)

    def described(self) -> Description:
        """The whole of it."""
        identifier = text_at(self.root, "fileIdentifier", "metadataIdentifier/*/code")
        roles = list(self._roles())
        dates = dict(reversed(list(self._dates())))
        stamp = self._stamp()
        rights = self._rights()
        is_service = self._level() == "service"
        return Description(
            identifier=identifier or self.root.get("uuid", ""),
            kind="service" if is_service else "dataset",
            titles=self._words(f"{_CITATION}/title"),
            descriptions=self._words(f"{_IDENTIFICATION}/abstract"),
            keywords=self._keywords(),
            publisher=_first_of(roles, (*_PUBLISHERS, "pointOfContact")),
            creators=tuple(agent for role, agent in roles if role in _CREATORS),
            contacts=tuple(agent for role, agent in roles if role == "pointOfContact"),
            attributions=tuple(self._others(roles)),
            resources=() if is_service else tuple(online.resources(self.root, self._said)),
            themes=tuple(self._themes()),
            types=self._types(),
            languages=tuple(
                texts_at(
                    self.root,
                    f"{_IDENTIFICATION}/language",
                    f"{_IDENTIFICATION}/defaultLocale/PT_Locale/language",
                )
            ),
            places=tuple(self._places()),
            periods=tuple(self._periods()),
            issued=next((dates[name] for name in _ISSUED if name in dates), ""),
            modified=next((dates[name] for name in _MODIFIED if name in dates), stamp),
            frequency=self._frequency(),
            pages=tuple(online.pages(self.root)),
            licence=_licence(rights),
            access_rights=self._access(),
            rights=tuple(rights),
            provenances=self._provenances(),
            conforms_to=(*self._conforms(), *self._systems()),
            other_identifiers=tuple(self._identifiers()),
            version=text_at(self.root, f"{_CITATION}/edition"),
            in_series=tuple(
                texts_at(self.root, "parentIdentifier", "parentMetadata/*/identifier/*/code")
            ),
            spatial_resolutions_m=tuple(self._resolutions()),
            endpoints=tuple(online.endpoints(self.root)) if is_service else (),
            serves=tuple(self._serves()),
            entry=Entry(modified=stamp, languages=(self.language,) if self.language else ()),
            extras=self._kept(),
        )

    def _said(self, element: Element | None) -> Words:
        return words_of(element, self.language, self.locales)

    def _words(self, path: str) -> Words:
        return self._said(find(self.root, path))

    def _level(self) -> str:
        told = find(self.root, "hierarchyLevel", "metadataScope/MD_MetadataScope/resourceScope")
        found = find(self.root, _IDENTIFICATION)
        is_service = found is not None and name_of(found) == "SV_ServiceIdentification"
        return "service" if is_service else code_of(told) or text_of(told)

    def _types(self) -> tuple[Concept, ...]:
        level = self._level()
        return (Concept(f"{_INSPIRE}/ResourceType/{level}", {"en": level}),) if level else ()

    def _stamp(self) -> str:
        """When the record itself was last changed."""
        return text_at(self.root, "dateStamp") or next(
            (
                day
                for kind, day in _dated(self.root, "dateInfo")
                if kind in (*_MODIFIED, "creation")
            ),
            "",
        )

    def _dates(self) -> Iterator[tuple[str, str]]:
        citation = find(self.root, _CITATION)
        return _dated(citation, "date") if citation is not None else iter(())

    def _roles(self) -> Iterator[tuple[str, Agent]]:
        """Who has which role in the data."""
        paths = (f"{_IDENTIFICATION}/pointOfContact/*", f"{_CITATION}/citedResponsibleParty/*")
        for party in find_all(self.root, *paths):
            agent = self._agent(party)
            if agent != Agent(kind=agent.kind):
                yield code_of(find(party, "role")) or text_of(find(party, "role")), agent

    def _agent(self, party: Element) -> Agent:
        bodies = ("organisationName", "party/CI_Organisation/name")
        persons = ("individualName", "party/CI_Individual/name", "positionName")
        body = find(party, *bodies)
        named = body if text_of(body) else find(party, *persons)
        emails = walk(party, "electronicMailAddress")
        return Agent(
            names=self._said(named),
            uri=address(link_of(named)),
            kind="organization" if named is body and named is not None else "",
            email=next((told for one in emails if (told := text_of(one))), ""),
            phone=next(
                (told for one in walk(party, "voice", "number") if (told := text_of(one))), ""
            ),
            homepage=next((text_of(one) for one in walk(party, "linkage")), ""),
        )

    def _others(self, roles: list[tuple[str, Agent]]) -> Iterator[tuple[str, Agent]]:
        known = {*_CREATORS, "publisher", "pointOfContact"}
        for role, agent in roles:
            if role and role not in known:
                yield f"{_INSPIRE}/ResponsiblePartyRole/{role}", agent

    def _keywords(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in find_all(
            self.root, f"{_IDENTIFICATION}/descriptiveKeywords/MD_Keywords/keyword"
        ):
            for language, word in self._said(one).items():
                if word not in found.setdefault(language, []):
                    found[language].append(word)
        return found

    def _themes(self) -> Iterator[Concept]:
        """Topics, and those keywords that refer to a vocabulary."""
        for topic in texts_at(self.root, f"{_IDENTIFICATION}/topicCategory"):
            yield Concept(f"{_INSPIRE}/TopicCategory/{topic}", {"en": topic})
        for one in find_all(
            self.root, f"{_IDENTIFICATION}/descriptiveKeywords/MD_Keywords/keyword"
        ):
            if uri := address(link_of(one)):
                yield Concept(uri, self._said(one))

    def _places(self) -> Iterator[Place]:
        for extent in find_all(self.root, *_EXTENT):
            for box in find_all(extent, "geographicElement/EX_GeographicBoundingBox"):
                if found := _box(box):
                    yield Place(bbox=found)
            for named in find_all(extent, "geographicElement/EX_GeographicDescription/*/*/code"):
                labels = self._said(named)
                if labels or link_of(named):
                    yield Place(uri=address(link_of(named)), labels=labels)

    def _periods(self) -> Iterator[Period]:
        for extent in find_all(self.root, *_EXTENT):
            for time in find_all(extent, "temporalElement/*/extent/*"):
                begin = ("beginPosition", "begin/TimeInstant/timePosition", "timePosition")
                end = ("endPosition", "end/TimeInstant/timePosition", "timePosition")
                period = Period(text_at(time, *begin), text_at(time, *end))
                if period != Period():
                    yield period

    def _frequency(self) -> str:
        path = f"{_IDENTIFICATION}/resourceMaintenance/MD_MaintenanceInformation"
        return text_at(self.root, f"{path}/userDefinedMaintenanceFrequency") or code_of(
            find(self.root, f"{path}/maintenanceAndUpdateFrequency")
        )

    def _rights(self) -> list[Concept]:
        """What the constraints say in words or by an address."""
        names = ("useLimitation", "otherConstraints")
        parts = find_all(self.root, *(f"{_CONSTRAINTS}/{name}" for name in names))
        told = [Concept(address(link_of(one)), self._said(one)) for one in parts]
        return [one for i, one in enumerate(told) if one != Concept() and one not in told[:i]]

    def _access(self) -> str:
        """The rule for access: of INSPIRE's list where it is one of that, else the code."""
        for one in find_all(self.root, _CONSTRAINTS):
            links = (link_of(other) for other in find_all(one, "otherConstraints"))
            if found := next((link for link in links if "LimitationsOnPublicAccess" in link), ""):
                return found
        return code_of(find(self.root, f"{_CONSTRAINTS}/accessConstraints"))

    def _provenances(self) -> tuple[Concept, ...]:
        paths = (
            "dataQualityInfo/DQ_DataQuality/lineage/LI_Lineage/statement",
            "resourceLineage/LI_Lineage/statement",
        )
        found = (self._said(one) for one in find_all(self.root, *paths))
        return tuple(Concept(labels=words) for words in found if words)

    def _conforms(self) -> Iterator[Concept]:
        """Specifications that the data was found to meet."""
        for result in walk(self.root, "DQ_ConformanceResult"):
            title = find(result, "specification/CI_Citation/title")
            if text_at(result, "pass").lower() in ("true", "1") and title is not None:
                labels = self._said(title)
                yield Concept(address(link_of(title)), labels)

    def _systems(self) -> Iterator[Concept]:
        """Reference systems."""
        path = "referenceSystemInfo/MD_ReferenceSystem/referenceSystemIdentifier/*"
        for one in find_all(self.root, path):
            code = find(one, "code")
            number = re.search(r"(?:EPSG\D*|\A)(\d{4,5})\b", text_of(code))
            uri = address(link_of(code)) or (f"{_CRS}{number[1]}" if number else "")
            labels = {"": told} if (told := text_of(code)) else {}
            if uri or labels:
                yield Concept(uri, labels)

    def _identifiers(self) -> Iterator[Concept]:
        for one in find_all(self.root, f"{_CITATION}/identifier/*"):
            code, space = find(one, "code"), text_at(one, "codeSpace")
            told = text_of(code)
            if told:
                full = f"{space.rstrip('/')}/{told}" if address(space) else told
                yield Concept(uri=address(link_of(code)) or address(full), notation=told)

    def _resolutions(self) -> Iterator[float]:
        path = f"{_IDENTIFICATION}/spatialResolution/MD_Resolution/distance/Distance"
        for one in find_all(self.root, path):
            if (one.get("uom") or "").rpartition("#")[2].lower() in (
                "m",
                "metre",
                "meter",
                "metres",
            ):
                try:
                    yield float(text_of(one))
                except ValueError:
                    continue

    def _serves(self) -> Iterator[str]:
        for one in find_all(self.root, f"{_IDENTIFICATION}/operatesOn"):
            if told := one.get("uuidref") or link_of(one):
                yield told

    def _kept(self) -> dict[str, Any]:
        told = {name: texts_at(self.root, path) for name, path in _KEPT.items()}
        kept = {name: values for name, values in told.items() if values}
        return {online.KEPT: kept} if kept else {}


def _dated(element: Element, path: str) -> Iterator[tuple[str, str]]:
    """What happened and when: pairs of a code and a day or moment."""
    for one in find_all(element, f"{path}/CI_Date"):
        if day := text_at(one, "date"):
            yield code_of(find(one, "dateType")), day


def _first_of(roles: list[tuple[str, Agent]], wanted: tuple[str, ...]) -> Agent | None:
    return next((agent for name in wanted for role, agent in roles if role == name), None)


def _box(element: Element) -> Any:
    names = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
    try:
        return checked_box(*(float(text_at(element, name)) for name in names))
    except ValueError:
        return None


def _licence(rights: list[Concept]) -> str:
    """The first constraint that is a licence: one that we know, else one that says so."""
    told = [(one, text) for one in rights for text in (one.uri, *one.labels.values()) if text]
    known = (text for _, text in told if licences.recognise(text))
    named = (one.uri or text for one, text in told if re.search("licen[cs]e", text, re.IGNORECASE))
    return next(known, None) or next(named, "")
