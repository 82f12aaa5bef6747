"""A description as another centre of this house tells it, as JSON: read only where each part is what
it should be, for whoever tells it may be anybody."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from odms.errors import Invalid
from odms.standards.description import Description, from_dict
from odms.standards.reading import Trouble
from odms.standards.record import FIELDS, Record, read_value


def read_description(told: object) -> tuple[Description, list[Trouble]]:
    """The description that `description.to_dict` wrote; parts that are not known are passed over, and
    values of the record that cannot be read are left out and told.

    Raises Invalid with the part that is not what it should be.
    """
    told = _spared(told)
    wrong = _wrong(Description, told, "record")
    if wrong or not isinstance(told, Mapping):
        raise Invalid("standards.read.wrong_part", part=wrong)
    description = from_dict(told)
    name, values, troubles = description.identifier, dict[str, Any](), list[Trouble]()
    for field, value in told.get("record", {}).items():
        try:
            values |= {field: read_value(field, value)} if field in FIELDS else {}
        except Invalid:
            facts = {"part": f"record.{field}"}
            troubles.append(Trouble("standards.read.wrong_part", name, facts))
    return replace(description, record=Record.from_dict(values)), troubles


def _spared(told: object) -> object:
    """The same without characters that no database keeps."""
    if isinstance(told, str):
        return told.replace("\x00", "")
    if isinstance(told, list):
        return [_spared(part) for part in told]
    if isinstance(told, Mapping):
        return {str(_spared(name)): _spared(part) for name, part in told.items()}
    return told


def _wrong(hint: Any, told: object, place: str) -> str:
    """Where a value is not of its type; empty where all of it is."""
    if is_dataclass(hint):
        return _wrong_object(hint, told, place)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return _wrong(arguments[0], told, place)
    if origin in (tuple, list):
        return _wrong_list(arguments, told, place)
    if origin is dict:
        return _wrong_words(arguments[1], told, place)
    if hint is Any:
        return ""
    is_right = isinstance(told, int | float if hint is float else hint)
    is_flag = isinstance(told, bool) and hint is not bool
    return "" if is_right and not is_flag else place


def _wrong_object(hint: Any, told: object, place: str) -> str:
    if not isinstance(told, Mapping):
        return place
    hints = _hints(hint)
    found = (_wrong(hints[name], told[name], f"{place}.{name}") for name in hints if name in told)
    return next((one for one in found if one), "")


def _wrong_list(arguments: tuple[Any, ...], told: object, place: str) -> str:
    if not isinstance(told, list):
        return place
    is_row = len(arguments) > 1 and arguments[1] is not ...
    if is_row and len(told) != len(arguments):
        return place
    of_each = arguments if is_row else (arguments[0],) * len(told)
    found = (_wrong(of, one, place) for of, one in zip(of_each, told, strict=True))
    return next((one for one in found if one), "")


def _wrong_words(of_each: Any, told: object, place: str) -> str:
    if not isinstance(told, Mapping):
        return place
    return next((one for part in told.values() if (one := _wrong(of_each, part, place))), "")


@cache
def _hints(type_: Any) -> dict[str, Any]:
    hints = get_type_hints(type_)
    return {part.name: hints[part.name] for part in fields(type_)}
