"""Namespaces of DCAT-AP, and the short names (`dct:title`) by which this package speaks of terms."""

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "dctype": "http://purl.org/dc/dcmitype/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gsp": "http://www.opengis.net/ont/geosparql#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pod": "https://project-open-data.cio.gov/v1.1/schema#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# where a document stands whose own address is not known; what it names relatively stays so
NOWHERE = "http://document.invalid/"

MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
ALGORITHM = PREFIXES["spdx"] + "checksumAlgorithm_"
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda pair: -len(pair[1]))


def whole(name: str) -> str:
    """The address of a term from its short name; what has no known prefix is one already."""
    prefix, _, rest = name.partition(":")
    return f"{PREFIXES[prefix]}{rest}" if prefix in PREFIXES else name


def short(address: str) -> str:
    """The short name of a term, or its address where it is of none of our namespaces."""
    for prefix, namespace in _BY_LENGTH:
        rest = address.removeprefix(namespace)
        if rest != address and rest.isidentifier():
            return f"{prefix}:{rest}"
    return address


def plain(address: str) -> str:
    """An address as the document told it."""
    return address.removeprefix(NOWHERE)
