"""`package_revise`: what must match, what is taken out, what is put in. Plain values alone.

A place in a package is a path: `resources__0__name`, where a list takes a number, or the beginning
of an item's identifier (five characters or more), `-1` being the last, and `extend` a new item.
"""

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from odms.api.ckan.troubles import ValidationError

_SHORTEST_ID = 5
_SEPARATOR = "__"


def nested(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A parameter that is an object: as itself, as JSON text, and in its flattened keys of one part."""
    whole = _object(given.get(name), name)
    return whole | {path: value for path, value in flat(given, name).items() if path not in whole}


def flat(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The paths that a parameter names and their values: the object's keys, then flattened ones, of
    which those that extend a list come first."""
    start = f"{name}{_SEPARATOR}"
    keys = {key[len(start) :]: value for key, value in given.items() if key.startswith(start)}
    ordered = sorted(keys, key=lambda path: (not path.endswith("extend"), path))
    return _object(given.get(name), name) | {path: _value(keys[path]) for path in ordered}


def unmatched(package: Mapping[str, Any], match: Mapping[str, Any]) -> list[str]:
    """The paths at which a package is not what it should be."""
    found: list[str] = []
    for path, wanted in match.items():
        parts = path.split(_SEPARATOR)
        found += [
            _SEPARATOR.join(wrong) for wrong in _differing(_at(package, parts), wanted, parts)
        ]
    return found


def revised(
    package: Mapping[str, Any], filters: Iterable[str], update: Mapping[str, Any]
) -> dict[str, Any]:
    """A package with parts taken out and put in; its identifier stays. Raises ValidationError."""
    left = filtered(package, filters) | {"id": package["id"]}
    for path, value in update.items():
        try:
            left = _merged(left, path.split(_SEPARATOR), value)
        except (IndexError, KeyError, TypeError, ValueError):
            raise ValidationError(**{f"update{_SEPARATOR}{path}": "Unable to update"}) from None
    return left


def filtered(package: Mapping[str, Any], patterns: Iterable[str]) -> dict[str, Any]:
    """A package without what the first pattern that fits takes out (`-resources__0`, `-*`), and with
    what it keeps (`+title`)."""
    rules = [
        (pattern[0] == "+", pattern[1:].split(_SEPARATOR))
        for text in patterns
        for pattern in text.replace(" ", "").split(",")
        if pattern[:1] in ("+", "-")
    ]
    left = deepcopy(dict(package))
    return _without(left, rules) if rules else left


def _object(given: Any, name: str) -> dict[str, Any]:
    value = _value(given) if given not in (None, "") else {}
    if not isinstance(value, dict):
        raise ValidationError(**{name: "Must be an object"})
    return value


def _value(given: Any) -> Any:
    """A value, or what a text holds as JSON of an object or a list."""
    if isinstance(given, str) and given.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(given)
        except ValueError:
            return given
    return given


def _place(items: list[Any], part: str) -> int:
    """The place of an item in a list. Raises IndexError, and ValueError where no item is meant."""
    if part.lstrip("-").isdecimal():
        at = int(part) + (len(items) if part.startswith("-") else 0)
        if 0 <= at < len(items):
            return at
        raise IndexError(part)
    if len(part) < _SHORTEST_ID:
        raise ValueError(part)
    fits = [n for n, one in enumerate(items) if _id(one).startswith(part)]
    if len(fits) != 1:
        raise IndexError(part)
    return fits[0]


def _id(item: Any) -> str:
    return str(item.get("id") or "") if isinstance(item, dict) else ""


def _at(value: Any, parts: list[str]) -> Any:
    """What stands at a path, None where nothing does."""
    for part in parts:
        try:
            value = value[_place(value, part)] if isinstance(value, list) else value[part]
        except (IndexError, KeyError, TypeError, ValueError):
            return None
    return value


def _differing(value: Any, wanted: Any, path: list[str]) -> list[list[str]]:
    """The paths below one at which a value is not what is wanted; objects are compared in part."""
    if isinstance(wanted, dict) and isinstance(value, dict):
        pairs = [(key, value.get(key), part) for key, part in wanted.items()]
    elif isinstance(wanted, list) and isinstance(value, list) and len(wanted) <= len(value):
        pairs = [(str(n), value[n], part) for n, part in enumerate(wanted)]
    else:
        return [] if value == wanted else [path]
    return [found for key, one, part in pairs for found in _differing(one, part, [*path, key])]


def _merged(value: Any, parts: list[str], new: Any) -> Any:
    """A value with something put in at a path."""
    if not parts:
        return _over(value, new)
    part, *rest = parts
    if isinstance(value, list):
        if part == "extend" and not rest:
            return [*value, *new]
        at = _place(value, part)
        return [*value[:at], _merged(value[at], rest, new), *value[at + 1 :]]
    known = value if isinstance(value, dict) else {}
    if rest == ["extend"] and part not in known:
        return known | {part: list(new)}
    return known | {part: _merged(known.get(part), rest, new)}


def _over(value: Any, new: Any) -> Any:
    """What is new over what was: objects are merged, items of lists one by one, all else replaced."""
    if isinstance(value, dict) and isinstance(new, dict):
        return value | {key: _over(value.get(key), part) for key, part in new.items()}
    if isinstance(value, list) and isinstance(new, list):
        places = range(max(len(value), len(new)))
        return [
            _over(value[n] if n < len(value) else None, new[n]) if n < len(new) else value[n]
            for n in places
        ]
    return new


Rules = list[tuple[bool, list[str]]]


def _without(value: Any, rules: Rules) -> Any:
    """A value without the parts that rules take out; the first rule that fits a part decides."""
    if isinstance(value, dict):
        kept = {key: _kept(part, rules, [key]) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part is not _GONE}
    if isinstance(value, list):
        parts = [
            _kept(one, rules, [str(n), str(n - len(value)), _id(one)])
            for n, one in enumerate(value)
        ]
        return [part for part in parts if part is not _GONE]
    return value


_GONE = object()


def _kept(part: Any, rules: Rules, names: list[str]) -> Any:
    below: Rules = []
    for is_kept, (head, *rest) in rules:
        if not _fits(head, names):
            continue
        if rest:
            below.append((is_kept, rest))
        elif is_kept:
            return _without(part, below) if below else part
        else:
            saved = [rule for rule in below if rule[0]]
            return _without(part, [*below, (False, ["*"])]) if saved else _GONE
    return _without(part, below) if below else part


def _fits(head: str, names: list[str]) -> bool:
    return head == "*" or any(
        head == name or (len(head) >= _SHORTEST_ID and name.startswith(head) and name != names[0])
        for name in names
    )
