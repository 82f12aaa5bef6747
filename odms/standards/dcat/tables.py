"""DCAT-AP 3.0.1, class by class, and our fields for it. Read and written by these rows alone.

Source: DCAT-AP 3.0.1 (SEMIC) and DCAT 3 (W3C Recommendation of 22 August 2024). Properties after
the first are older or other names that senders use; they are read, and written as the first.
"""

from odms.standards.dcat.kinds import (
    DURATION,
    HEX,
    Algorithm,
    Keywords,
    Kind,
    Links,
    MediaType,
    Moment,
    Number,
    Reach,
    Text,
    Words,
)
from odms.standards.dcat.places import PLACE
from odms.standards.dcat.relations import Attributions, Relations
from odms.standards.dcat.shapes import Part, Row, Shape
from odms.standards.description import (
    Agent,
    Checksum,
    Concept,
    Description,
    Entry,
    Period,
    Resource,
)


def _row(field: str, properties: str, kind: Kind) -> Row:
    return Row(field, tuple(properties.split()), kind)


def _concept(node_class: str, label: str, bare: bool = False) -> Shape:
    """A value of a vocabulary or a statement, called by the property that its class has for it."""
    labels = dict.fromkeys([label, "rdfs:label", "skos:prefLabel", "dct:title", "dct:description"])
    rows = (Row("labels", tuple(labels), Words()), _row("notation", "skos:notation", Text()))
    return Shape(node_class, Concept, rows, words="labels", bare=bare)


CONCEPT = _concept("skos:Concept", "skos:prefLabel", bare=True)
STANDARD = _concept("dct:Standard", "dct:title")
RIGHTS = _concept("dct:RightsStatement", "rdfs:label")
PROVENANCE = _concept("dct:ProvenanceStatement", "rdfs:label")
IDENTIFIER = _concept("adms:Identifier", "rdfs:label")
SCHEME = _concept("skos:ConceptScheme", "dct:title", bare=True)

_words, _title, _keywords, _text, _moment = Words(joins=True), Words(), Keywords(), Text(), Moment()
_document = Links("foaf:Document")
_homepage = Links("foaf:Document", many=False)
_links = Links()
_concept_link = Links("skos:Concept", "skos:prefLabel", many=False, is_coded=True)
_languages = Links("dct:LinguisticSystem")
_laws = Links("eli:LegalResource")
_duration = Text("xsd:duration", DURATION)
_metres = Number("xsd:decimal", many=True)

AGENT = Shape(
    "foaf:Agent",
    Agent,
    (
        _row(
            "names",
            "foaf:name vcard:fn vcard:organization-name schema:name skos:prefLabel rdfs:label "
            "dct:title org:legalName",
            _title,
        ),
        _row("identifier", "dct:identifier org:identifier", _text),
        _row("type", "dct:type", _concept_link),
        _row("email", "foaf:mbox vcard:hasEmail vcard:email schema:email", Reach("mailto:")),
        _row("phone", "foaf:phone vcard:hasTelephone schema:telephone", Reach("tel:")),
        _row("homepage", "foaf:homepage vcard:hasURL schema:url", _homepage),
    ),
    words="names",
    classes=(
        ("foaf:Organization", "organization"),
        ("foaf:Person", "person"),
        ("org:Organization", "organization"),
        ("vcard:Organization", "organization"),
        ("vcard:Individual", "person"),
        ("schema:Organization", "organization"),
        ("schema:Person", "person"),
    ),
)

CONTACT = Shape(
    "vcard:Kind",
    Agent,
    (
        _row("names", "vcard:fn vcard:organization-name vcard:hasFN foaf:name rdfs:label", _title),
        _row("identifier", "vcard:hasUID dct:identifier", _text),
        _row("type", "dct:type", _concept_link),
        _row("email", "vcard:hasEmail vcard:email foaf:mbox schema:email", Reach("mailto:")),
        _row("phone", "vcard:hasTelephone vcard:tel foaf:phone schema:telephone", Reach("tel:")),
        _row("homepage", "vcard:hasURL vcard:url foaf:homepage", Links(many=False)),
    ),
    words="names",
    classes=(
        ("vcard:Organization", "organization"),
        ("vcard:Individual", "person"),
        ("foaf:Organization", "organization"),
        ("foaf:Person", "person"),
    ),
)

PERIOD = Shape(
    "dct:PeriodOfTime",
    Period,
    (
        _row("start", "dcat:startDate schema:startDate time:hasBeginning", _moment),
        _row("end", "dcat:endDate schema:endDate time:hasEnd", _moment),
    ),
)

CHECKSUM = Shape(
    "spdx:Checksum",
    Checksum,
    (
        _row("algorithm", "spdx:algorithm", Algorithm()),
        _row("value", "spdx:checksumValue", Text("xsd:hexBinary", HEX)),
    ),
)

DISTRIBUTION = Shape(
    "dcat:Distribution",
    Resource,
    (
        _row("identifier", "dct:identifier", _text),
        _row("titles", "dct:title rdfs:label", _title),
        _row("descriptions", "dct:description", _words),
        _row("access_urls", "dcat:accessURL", _links),
        _row("download_urls", "dcat:downloadURL", _links),
        _row("format", "dct:format", Links("dct:MediaTypeOrExtent", many=False)),
        _row("media_type", "dcat:mediaType", MediaType()),
        _row("compress_format", "dcat:compressFormat", Links("dct:MediaType", many=False)),
        _row("package_format", "dcat:packageFormat", Links("dct:MediaType", many=False)),
        _row("size_bytes", "dcat:byteSize schema:contentSize", Number("xsd:nonNegativeInteger")),
        _row("checksum", "spdx:checksum", Part(CHECKSUM, many=False)),
        _row("licence", "dct:license", Links("dct:LicenseDocument", many=False)),
        _row("rights", "dct:rights", Part(RIGHTS)),
        _row("policies", "odrl:hasPolicy", Links("odrl:Policy")),
        _row("legislation", "dcatap:applicableLegislation", _laws),
        _row("issued", "dct:issued", _moment),
        _row("modified", "dct:modified", _moment),
        _row("availability", "dcatap:availability", _concept_link),
        _row("status", "adms:status", _concept_link),
        _row("languages", "dct:language", _languages),
        _row("conforms_to", "dct:conformsTo", Part(STANDARD)),
        _row("pages", "foaf:page", _document),
        _row("services", "dcat:accessService", Links(inside="dcat:endpointURL")),
        _row("temporal_resolution", "dcat:temporalResolution", _duration),
        _row("spatial_resolutions_m", "dcat:spatialResolutionInMeters", _metres),
    ),
)

_OF_ALL = (
    _row("identifier", "dct:identifier", _text),
    _row("titles", "dct:title rdfs:label", _title),
    _row("descriptions", "dct:description dct:abstract", _words),
    _row("keywords", "dcat:keyword", _keywords),
    _row("publisher", "dct:publisher", Part(AGENT, many=False)),
    _row("creators", "dct:creator", Part(AGENT)),
    _row("contacts", "dcat:contactPoint adms:contactPoint", Part(CONTACT)),
    _row("attributions", "prov:qualifiedAttribution", Attributions(AGENT)),
    _row("themes", "dcat:theme", Part(CONCEPT)),
    _row("types", "dct:type", Part(CONCEPT)),
    _row("languages", "dct:language", _languages),
    _row("places", "dct:spatial", Part(PLACE)),
    _row("periods", "dct:temporal", Part(PERIOD)),
    _row("issued", "dct:issued", _moment),
    _row("modified", "dct:modified", _moment),
    _row("frequency", "dct:accrualPeriodicity", Links("dct:Frequency", many=False)),
    _row("landing_pages", "dcat:landingPage", _document),
    _row("pages", "foaf:page", _document),
    _row("licence", "dct:license", Links("dct:LicenseDocument", many=False)),
    _row("access_rights", "dct:accessRights", Links("dct:RightsStatement", many=False)),
    _row("rights", "dct:rights", Part(RIGHTS)),
    _row("provenances", "dct:provenance", Part(PROVENANCE)),
    _row("conforms_to", "dct:conformsTo", Part(STANDARD)),
    _row("legislation", "dcatap:applicableLegislation", _laws),
    _row("other_identifiers", "adms:identifier", Part(IDENTIFIER)),
    _row("version", "dcat:version owl:versionInfo", _text),
    _row("version_notes", "adms:versionNotes", _title),
    _row("versions", "dcat:hasVersion dct:hasVersion", _links),
    _row("sources", "dct:source", _links),
    _row("relations", "dct:relation", _links),
    _row("qualified_relations", "dcat:qualifiedRelation", Relations()),
    _row("referenced_by", "dct:isReferencedBy", _links),
    _row("generated_by", "prov:wasGeneratedBy", Links("prov:Activity")),
    _row("in_series", "dcat:inSeries", _links),
    _row("temporal_resolution", "dcat:temporalResolution", _duration),
    _row("spatial_resolutions_m", "dcat:spatialResolutionInMeters", _metres),
)

DATASET = Shape(
    "dcat:Dataset",
    Description,
    (
        *_OF_ALL,
        _row("resources", "dcat:distribution", Part(DISTRIBUTION)),
        _row("samples", "adms:sample", _links),
    ),
)

SERIES = Shape("dcat:DatasetSeries", Description, DATASET.rows)

SERVICE = Shape(
    "dcat:DataService",
    Description,
    (
        *_OF_ALL,
        _row("endpoints", "dcat:endpointURL", _links),
        _row("endpoint_descriptions", "dcat:endpointDescription", _links),
        _row("serves", "dcat:servesDataset", _links),
    ),
)

CATALOGUE = Shape(
    "dcat:Catalog",
    Description,
    (
        *_OF_ALL,
        _row("homepage", "foaf:homepage", _homepage),
        _row("taxonomies", "dcat:themeTaxonomy", Part(SCHEME)),
    ),
)

# the catalogue's card of a dataset; what it is about is the dataset itself
RECORD = Shape(
    "dcat:CatalogRecord",
    Entry,
    (
        _row("titles", "dct:title", _title),
        _row("descriptions", "dct:description", _words),
        _row("issued", "dct:issued", _moment),
        _row("modified", "dct:modified", _moment),
        _row("status", "adms:status", _concept_link),
        _row("languages", "dct:language", _languages),
        _row("conforms_to", "dct:conformsTo", Part(STANDARD)),
        _row("source", "dct:source", Links(many=False)),
    ),
)

# the shape of a description, by its kind
SHAPES = {"dataset": DATASET, "service": SERVICE, "series": SERIES, "catalogue": CATALOGUE}
