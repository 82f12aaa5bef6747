"""Records as they are sent to a CKAN catalogue, and what of a package there is ours to compare. Pure.

Sent is the package that our own CKAN door gives (Thai labels, `standards.ckan`), less what is our
keeping of it. Only what we send is compared: extras, groups and resources' own keys of the other
catalogue are its own.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from odms.standards import ckan

_PLAIN = ("title", "notes", "license_id", "maintainer", "maintainer_email", "url")
_OF_RESOURCE = ("name", "url", "format", "mimetype", "description", "last_modified")

# the country's own keys, which a plain CKAN does not know
_THAI = tuple(
    name
    for name in (*ckan.NAMES.values(), "last_updated_date", "allow_harvest")
    if name not in (*_PLAIN, "tag_string")
)


def ours(package: Mapping[str, Any]) -> dict[str, Any]:
    """What of a package is said by us, in one form: texts without blanks around, lists in order.

    Works on packages of ours and of theirs alike.
    """
    told: dict[str, Any] = {name: _text(package.get(name)) for name in _PLAIN}
    told["tags"] = sorted(_text(tag.get("name")) for tag in _dicts(package.get("tags")))
    told["resources"] = [
        {name: _of_resource(one, name) for name in _OF_RESOURCE}
        for one in _dicts(package.get("resources"))
    ]
    extras = {one.get("key"): one.get("value") for one in _dicts(package.get("extras"))}
    for name in _THAI:
        told[name] = _value(package[name] if name in package else extras.get(name))
    return {name: value for name, value in told.items() if value not in ("", [], None)}


def to_send(
    ours_: Mapping[str, Any], *, dialect: str, theirs: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The arguments by which a package is made, or `theirs` changed, into what `ours_` says."""
    sent: dict[str, Any] = {part: ours_.get(part, "") for part in _PLAIN}
    sent["tags"] = [{"name": word} for word in ours_.get("tags", ())]
    sent["resources"] = _resources(ours_.get("resources", ()), theirs)
    told = {part: ours_[part] for part in _THAI if part in ours_}
    if dialect == "thai":
        return sent | {part: ours_.get(part, "") for part in _said(theirs)} | told
    return sent | {"extras": _extras(told, theirs)}


def _said(theirs: Mapping[str, Any] | None) -> list[str]:
    """The country's keys that stand there now, which are emptied where we say nothing any more."""
    return [name for name in _THAI if theirs and theirs.get(name)]


def _resources(
    ours_: Iterable[Mapping[str, Any]], theirs: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """Our files; one whose address stands there already keeps what it is there."""
    known = {one.get("url"): one for one in _dicts((theirs or {}).get("resources"))}
    return [dict(known.get(one["url"], {})) | dict(one) for one in ours_]


def _extras(told: Mapping[str, Any], theirs: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """The country's keys as extras, after those that are not ours."""
    others = [one for one in _dicts((theirs or {}).get("extras")) if one.get("key") not in _THAI]
    kept = [{"key": str(one.get("key")), "value": str(one.get("value"))} for one in others]
    return kept + [
        {"key": name, "value": value if isinstance(value, str) else _json(value)}
        for name, value in told.items()
    ]


def _of_resource(resource: Mapping[str, Any], name: str) -> str:
    text = _text(resource.get(name))
    if name == "format":
        return text.upper()
    # some write fractions of seconds, some a zone, some neither
    return text[:19] if name == "last_modified" else text


def _value(value: Any) -> Any:
    """A choice, or several in order; some editions write several as JSON within a text."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return value.strip()
    if isinstance(value, list):
        return sorted(map(_text, value))
    return _text(value)


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).replace("\r\n", "\n").strip()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
