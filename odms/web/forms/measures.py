"""Measures as choices of a form: each with its settings in the value, and what it is called.

A value is the measure's code, with its parameters after a question mark: `period?to=month`.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from odms.lake.protection.measures import MEASURES
from odms.web import formats
from odms.web.told import words

KEEP = "keep"

Parameters = Mapping[str, Any]


def value(code: str, parameters: Parameters) -> str:
    """A measure with its parameters as the value of a choice."""
    told = {name: _plain(one) for name, one in sorted(parameters.items())}
    return f"{code}?{urlencode(told)}" if told else code


def parse(text: str) -> tuple[str, dict[str, str]]:
    """The code and the parameters of a choice's value."""
    code, _, query = text.partition("?")
    return code, dict(parse_qsl(query))


def choices(codes: Iterable[str], decided: Mapping[str, Any], *, on: str) -> list[tuple[str, str]]:
    """(value, label) for every setting that is offered of each measure.

    `on` is the day on which ages count. What was decided with other settings is offered too.
    """
    offered = [
        (value(code, parameters), label(code, parameters))
        for code in codes
        for parameters in _settings(code, on)
    ]
    if decided and (chosen := chosen_value(decided)) not in dict(offered):
        offered.append((chosen, label(decided["deed"], decided.get("parameters", {}))))
    return offered


def chosen_value(decided: Mapping[str, Any]) -> str:
    """The value of what was decided about a column."""
    return value(decided["deed"], decided.get("parameters", {}))


def label(code: str, parameters: Parameters) -> str:
    """What a measure is called with these settings."""
    if code == KEEP:
        return words("intake.deed.keep")
    measure = MEASURES[code]
    if not any(measure.presets):
        return words(f"protection.measure.{code}")
    told = {name: _told(one) for name, one in parameters.items()}
    shown = words(f"protection.preset.{code}", told)
    rest = {p.name: p.default for p in measure.parameters if p.name not in _named(code)}
    others = [
        f"{words(f'protection.parameter.{code}.{name}')}: {_told(one)}"
        for name, one in parameters.items()
        if name in rest and one != rest[name] and name not in ("on", "seed")
    ]
    return " · ".join([shown, *others])


def _named(code: str) -> set[str]:
    """The parameters that a preset sets."""
    return {name for preset in MEASURES[code].presets for name in preset}


def _settings(code: str, on: str) -> list[dict[str, Any]]:
    if code == KEEP:
        return [{}]
    measure = MEASURES[code]
    given = {"on": on} if any(parameter.name == "on" for parameter in measure.parameters) else {}
    return [measure.read(preset | given) for preset in measure.presets]


def _told(one: Any) -> str:
    if isinstance(one, str) and one in ("month", "year"):
        return words(f"protection.choice.{one}")
    if isinstance(one, float) and 0 < one < 1:
        return f"{one:g}"
    return formats.number(one) if isinstance(one, int | float) else str(one)


def _plain(one: Any) -> str:
    return repr(one).removesuffix(".0") if isinstance(one, float) else str(one)
