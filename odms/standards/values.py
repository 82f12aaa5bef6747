"""Values as catalogues write them in plain JSON, read leniently: texts, moments, sizes, hashes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from odms.standards.description import Checksum, Concept, Words

_LATIN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s*-?\s*(\d{1,2}):(\d{2}))?")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d\d:?\d\d)?")
_SIZE = re.compile(r"([\d.,\s]+)\s*([kmgt]?)(i?)(?:b|o|octets?|bytes?)?", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_HASH = re.compile(r"(?:([\w-]+)[:=])?([0-9a-fA-F]{32,128})")
_BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}
_TRUE = {"true", "1", "yes", "on", "y", "t"}
_ERA = 543
_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{1,7})(?:\.(?:gz|bz2|xz))?/?$")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


def names(*lines: str) -> frozenset[str]:
    """Names that are written with blanks between them."""
    return frozenset(name for line in lines for name in line.split())


# endings of addresses that name a format
_FORMATS = names(
    "csv tsv xls xlsx ods json geojson jsonl jsonld xml rdf ttl nt pdf doc docx odt txt zip",
    "7z kml kmz gml gpkg shp tif tiff parquet feather fgb sqlite mdb dbf html htm png jpg",
    "gpx dxf dwg",
)


def text(value: Any) -> str:
    """A value as one text; "" for none, and for what is a list or an object."""
    if isinstance(value, str):
        return value.replace("\x00", "").strip()
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list, or of one value."""
    told = (text(one) for one in each(value))
    return tuple(dict.fromkeys(one for one in told if one))


def each(value: Any) -> Iterator[Any]:
    """The values of a list, those of lists inside too, or one value; nothing for none."""
    if isinstance(value, list):
        for one in value:
            yield from each(one)
    elif value not in (None, "", {}):
        yield value


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, or the one; what is none is left out."""
    return [one for one in each(value) if isinstance(one, dict)]


def words(value: Any, language: str = "") -> Words:
    """A text in its language, or an object of languages and texts."""
    if isinstance(value, dict):
        told = ((str(tag).lower().replace("_", "-"), text(one)) for tag, one in value.items())
        return {tag: one for tag, one in told if one}
    told_once = text(value)
    return {language: told_once} if told_once else {}


def translated(told: Mapping[str, Any], name: str) -> Words:
    """A text, or its translations where there are some beside it (`title_translated`)."""
    return words(told.get(f"{name}_translated")) or words(told.get(name))


def concepts(value: Any) -> tuple[Concept, ...]:
    """Texts as concepts: by their address where they are one, else by their label."""
    found = (
        Concept(uri=one) if address(one) else Concept(labels={"": one})
        for one in texts(parsed(value))
    )
    return tuple(found)


def statements(*told: Any) -> tuple[Concept, ...]:
    """Texts as statements, each in its languages."""
    return tuple(Concept(labels=said) for one in told if (said := words(one)))


def parsed(value: Any) -> Any:
    """A list that some catalogues write as JSON within a text."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


def is_true(value: Any) -> bool:
    """Whether a value says yes, in any of the ways that catalogues do."""
    return text(value).lower() in _TRUE


def moment(value: Any) -> str:
    """A day or moment in ISO 8601, whatever stands around it; as told where none is found."""
    told = text(value)
    if found := _ISO.search(told):
        day, clock, zone = found.groups()
        zone = {"UTC": "Z"}.get(zone, zone) or ""
        seconds = "" if clock.count(":") > 1 else ":00"
        return f"{day}T{clock}{seconds}{zone}"
    if found := _LATIN_DAY.search(told):
        day, month, year, hour, minute = found.groups()
        date = f"{_common(year)}-{int(month):02}-{int(day):02}"
        return f"{date}T{int(hour):02}:{minute}:00" if hour else date
    return told


def year(value: Any) -> str:
    """A year of the common era, from one of either era; "" where there is none."""
    told = text(value)
    return _common(told) if re.fullmatch(r"\d{4}", told) else ""


def _common(year: str) -> str:
    return str(int(year) - _ERA) if int(year) > 2400 else year


def size(value: Any) -> int | None:
    """A size in bytes (`1.2 MB` too), None where it says none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if 0 <= value < 1e18 else None
    found = _SIZE.fullmatch(text(value))
    if not found:
        return None
    number = re.sub(r"\s", "", found[1])
    number = number.replace(",", "" if re.search(r",\d{3}(\D|$)", number) else ".")
    try:
        told = float(number) * (1024 if found[3] else 1000) ** _POWERS[found[2].lower()]
    except ValueError:
        return None
    return int(told) if told < 1e18 else None


def checksum(value: Any, algorithm: Any = "") -> Checksum | None:
    """A hash with its function, told before it, beside it, or by its length."""
    found = _HASH.fullmatch(text(value))
    if not found:
        return None
    name = found[1] or text(algorithm).rpartition("_")[2] or _BY_LENGTH.get(len(found[2]), "")
    return Checksum(re.sub(r"[\W_]", "", name).lower(), found[2].lower())


def media_type(value: Any) -> str:
    """A media type, "" for a text that is none."""
    told = text(value)
    return told if _MEDIA_TYPE.fullmatch(told) else ""


def address(value: Any) -> str:
    """A web address, "" for a text that is none."""
    told = text(value)
    return told if re.match(r"(https?|ftp)://[^\s/]", told, re.IGNORECASE) else ""


def first(told: Mapping[str, Any], *names: str) -> Any:
    """The value under the first of these names that says something, else None."""
    return next((told[name] for name in names if told.get(name) not in (None, "", [], {})), None)


def format_of(url: str) -> str:
    """The format that the ending of an address names, "" where it names none."""
    found = _ENDING.search(re.split(r"[?#]", url, maxsplit=1)[0])
    return found[1].upper() if found and found[1].lower() in _FORMATS else ""
