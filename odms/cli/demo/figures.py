"""Invented figures over facts of the world: a recipe from the definitions becomes a table.

A recipe names dimensions (`over`: provinces, years, months, categories …), whose product gives
the rows, and columns. Every figure hangs on the seed, the dataset, the column and the row's place
in the dimensions alone, so that a longer period repeats the figures of a shorter one.
"""

import itertools
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from odms.cli.demo.world import Month, Place, Quarter, places, provinces, words


@dataclass(frozen=True)
class Column:
    """One column: how it is called, in which unit, and its recipe."""

    name: str
    en: str
    unit: str
    group: str
    recipe: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """Columns and rows; values are text, numbers, dates, Month, Quarter or None."""

    columns: tuple[Column, ...]
    rows: list[list[Any]]
    dims: list[dict[str, Any]] = field(default_factory=list)  # of each row

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]


def make(recipe: dict[str, Any], seed: str, *, without_last: bool = False) -> Table:
    """The table of a file's recipe; `without_last` leaves the last step of time out."""
    columns = tuple(_column(entry) for entry in recipe["columns"])
    dims = list(_dims(recipe["over"], without_last=without_last))
    rows = []
    for number, row_dims in enumerate(dims, start=1):
        row_dims["_n"] = number
        row_dims["_place"] = _place(recipe, seed, row_dims)
        rows.append(_row(columns, row_dims, seed))
    return Table(columns, rows, dims)


def _column(entry: dict[str, Any]) -> Column:
    return Column(
        name=entry["name"],
        en=entry.get("en", ""),
        unit=entry.get("unit", ""),
        group=entry.get("group", ""),
        recipe=entry,
    )


def _row(columns: tuple[Column, ...], dims: dict[str, Any], seed: str) -> list[Any]:
    row: dict[str, Any] = {}
    for column in columns:
        kind = next(name for name in KINDS if name in column.recipe)
        chance = _chance(seed, column.name, _own(dims, column.recipe))
        value = KINDS[kind](column.recipe, dims, chance, row, seed)
        is_missing = chance.random() < column.recipe.get("missing", 0)
        row[column.name] = None if is_missing else value
    return list(row.values())


def _own(dims: dict[str, Any], recipe: dict[str, Any]) -> dict[str, Any]:
    """The dimensions that a cell depends on: those of the recipe's `of`, else all of them."""
    return {name: dims[name] for name in recipe["of"]} if "of" in recipe else dims


def _chance(seed: str, name: str, dims: dict[str, Any]) -> random.Random:
    """The chance of one cell: the same for the same cell in every run."""
    where = "|".join(f"{dim}={value}" for dim, value in dims.items() if not dim.startswith("_"))
    return random.Random(f"{seed}|{name}|{where}")  # noqa: S311


# --- dimensions ---------------------------------------------------------------------------------


def _dims(over: dict[str, Any], *, without_last: bool) -> list[dict[str, Any]]:
    axes = {name: _axis(name, spec) for name, spec in over.items()}
    if without_last and (time := next((name for name in axes if name in TIMES), None)):
        axes[time] = axes[time][: -TIMES[time]]
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]


# how many steps a new release adds
TIMES = {"year": 1, "month": 6, "quarter": 2, "day": 181}


def _axis(name: str, spec: Any) -> list[Any]:
    reader = _AXES.get(name)
    if reader:
        return reader(spec)
    return list(range(1, spec + 1)) if isinstance(spec, int) else list(spec)


def _years(spec: str) -> list[int]:
    first, last = (int(year) for year in spec.split(".."))
    return list(range(first, last + 1))


def _months(spec: str) -> list[Month]:
    first, last = (Month.parse(text) for text in spec.split(".."))
    return [Month(*divmod(n, 12)) for n in range(first.index, last.index + 1)]


def _quarters(spec: str) -> list[Quarter]:
    first, last = (Quarter.parse(text) for text in spec.split(".."))
    return [Quarter(*divmod(n, 4)) for n in range(first.index, last.index + 1)]


def _days(spec: str) -> list[date]:
    first, last = (date.fromisoformat(text) for text in spec.split(".."))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _provinces(spec: Any) -> list[Place]:
    found = provinces()
    if spec == "all":
        return found
    if isinstance(spec, str):
        return [place for place in found if place.region == spec]
    return [place for place in found if place.code in spec]


def _districts(spec: str) -> list[Place]:
    return [place for place in places() if len(place.code) == 4 and place.code.startswith(spec)]


_AXES: dict[str, Callable[[Any], list[Any]]] = {
    "year": _years,
    "month": _months,
    "quarter": _quarters,
    "day": _days,
    "province": _provinces,
    "district": _districts,
}


def _place(recipe: dict[str, Any], seed: str, dims: dict[str, Any]) -> Place:
    """Where the row stands: its district or province, else a sub-district by chance."""
    for name in ("district", "province"):
        if name in dims:
            return dims[name]
    chance = _chance(seed, "_place", dims)
    return chance.choice(_subdistricts(recipe.get("within", "")))


@cache
def _subdistricts(within: str) -> list[Place]:
    return [place for place in places() if len(place.code) == 6 and place.code.startswith(within)]


def period(recipe: dict[str, Any], *, without_last: bool = False) -> tuple[date, date] | None:
    """First and last day that the table's dimension of time covers; None where it has none."""
    dims = _dims(recipe["over"], without_last=without_last)
    name = next((name for name in TIMES if dims and name in dims[0]), None)
    if name is None:
        return None
    first, last = dims[0][name], dims[-1][name]
    if name == "year":
        return date(first - 543, 1, 1), date(last - 543, 12, 31)
    if name == "day":
        return first, last
    return first.first_day, last.last_day


# --- kinds of columns ---------------------------------------------------------------------------


def _dim(recipe: dict[str, Any], dims: dict[str, Any], *_: Any) -> Any:
    value = dims[recipe["dim"]]
    return getattr(value, recipe["as"]) if "as" in recipe else getattr(value, "name", value)


def _where(recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, *_: Any) -> Any:
    place: Place = dims["_place"]
    if recipe["where"] in ("latitude", "longitude"):
        return round(getattr(place, recipe["where"]) + chance.uniform(-0.12, 0.12), 5)
    return getattr(place, recipe["where"])


def _count(
    recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, _: Any, seed: str
) -> int:
    return round(_level(recipe, recipe["count"], dims, chance, seed))


def _amount(
    recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, _: Any, seed: str
) -> float:
    decimals = recipe.get("decimals", 2)
    return round(_level(recipe, recipe["amount"], dims, chance, seed), decimals)


def _rate(
    recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, _: Any, seed: str
) -> float:
    """A share in per cent: kept between 0 and 100."""
    value = _level(recipe, recipe["rate"], dims, chance, seed)
    return round(min(max(value, 0.0), 100.0), recipe.get("decimals", 1))


def _sum(
    recipe: dict[str, Any], dims: dict[str, Any], chance: Any, row: dict[str, Any], seed: str
) -> Any:
    parts = [row[name] for name in recipe["sum"]]
    return round(sum(part for part in parts if part is not None), 2)


def _per(
    recipe: dict[str, Any], dims: dict[str, Any], chance: Any, row: dict[str, Any], seed: str
) -> Any:
    above, below, scale = recipe["per"]
    if row[above] is None or not row[below]:
        return None
    return round(row[above] / row[below] * scale, recipe.get("decimals", 2))


def _pick(recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, *_: Any) -> Any:
    choices = recipe["pick"]
    if isinstance(choices, dict):
        return chance.choices(list(choices), weights=list(choices.values()))[0]
    return chance.choice(choices)


def _words(recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, *_: Any) -> str:
    lists = {name: chance.choice(values) for name, values in sorted(words().items())}
    place: Place = dims["_place"]
    return recipe["words"].format(**lists, place=place.name, province=place.province, n=dims["_n"])


def _serial(recipe: dict[str, Any], dims: dict[str, Any], *_: Any) -> Any:
    text = recipe["serial"].format(dims["_n"])
    return int(text) if recipe["serial"] == "{}" else text


def _between(recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, *_: Any) -> date:
    first, last = (date.fromisoformat(text) for text in recipe["between"].split(".."))
    return first + timedelta(days=chance.randint(0, (last - first).days))


def _day_of(recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, *_: Any) -> date:
    """A day of the row's month."""
    return dims[recipe["day_of"]].first_day + timedelta(days=chance.randint(0, 27))


def _person(recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, *_: Any) -> str:
    lists = words()
    title = chance.choice(["นาย", "นาง", "นางสาว"])
    given = "given_male" if title == "นาย" else "given_female"
    return f"{title}{chance.choice(lists[given])} {chance.choice(lists['family'])}"


def _phone(recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, *_: Any) -> str:
    return f"08{chance.randint(0, 9)}-{chance.randint(100, 999)}-{chance.randint(1000, 9999)}"


def _national_id(
    recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, *_: Any
) -> str:
    """An invented number of the thirteen-digit form, its check digit right."""
    return _with_check_digit(f"{chance.randint(1, 8)}{chance.randint(0, 10**11 - 1):011d}")


def _juristic_id(
    recipe: dict[str, Any], dims: dict[str, Any], chance: random.Random, *_: Any
) -> str:
    return _with_check_digit(
        f"0{chance.choice((1055, 2055, 5055))}{chance.randint(0, 10**7 - 1):07d}"
    )


def _with_check_digit(twelve: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(twelve, range(13, 1, -1), strict=True))
    return f"{twelve}{(11 - total % 11) % 10}"


KINDS: dict[str, Callable[..., Any]] = {
    "dim": _dim,
    "where": _where,
    "count": _count,
    "amount": _amount,
    "rate": _rate,
    "sum": _sum,
    "per": _per,
    "pick": _pick,
    "words": _words,
    "serial": _serial,
    "between": _between,
    "day_of": _day_of,
    "person": _person,
    "phone": _phone,
    "national_id": _national_id,
    "juristic_id": _juristic_id,
}


# --- levels -------------------------------------------------------------------------------------


def _level(
    recipe: dict[str, Any], level: float, dims: dict[str, Any], chance: random.Random, seed: str
) -> float:
    """`level`, moved by the row's categories, size of province, year, season and noise."""
    value = level * _by_category(recipe, dims, seed) * _by_time(recipe, dims)
    value *= math.exp(_by_period(recipe, dims, seed))
    if recipe.get("weighted"):
        value *= dims["_place"].weight
    return value * math.exp(chance.gauss(0, recipe.get("noise", 0.08)))


def _by_category(recipe: dict[str, Any], dims: dict[str, Any], seed: str) -> float:
    """One factor a category: given in the recipe, else drawn once with `spread`."""
    given, spread = recipe.get("factors", {}), recipe.get("spread", 0.3)
    factor = 1.0
    for name, value in dims.items():
        if name.startswith("_") or name in (*TIMES, "hour"):
            continue
        label = getattr(value, "name", value)
        drawn = random.Random(f"{seed}|{recipe['name']}|{name}|{label}").gauss(0, spread)  # noqa: S311
        factor *= given.get(label, math.exp(drawn) if label not in given else 1.0)
    return factor


def _by_period(recipe: dict[str, Any], dims: dict[str, Any], seed: str) -> float:
    """What a year or month had of its own, for all rows of it alike."""
    told = [f"{name}={dims[name]}" for name in TIMES if name in dims]
    chance = random.Random(f"{seed}|{recipe['name']}|{told}")  # noqa: S311
    return chance.gauss(0, recipe.get("shock", recipe.get("noise", 0.08) * 0.6))


def _by_time(recipe: dict[str, Any], dims: dict[str, Any]) -> float:
    """Growth by `trend` a year since 2562; a wave of `season` that peaks in the month `peak`."""
    year, month, hour = _moment(dims)
    growth = (1 + recipe.get("trend", 0.0)) ** (year + (month - 1) / 12 - 2562)
    wave = 1 + recipe.get("season", 0.0) * math.cos((month - recipe.get("peak", 1)) * math.tau / 12)
    dip = 1 - recipe.get("dips", {}).get(year, 0.0)
    daily = max(math.sin((hour - 6) * math.pi / 12), 0) if recipe.get("daylight") else 1
    return growth * wave * dip * daily


def _moment(dims: dict[str, Any]) -> tuple[int, int, int]:
    """Buddhist year, month and hour in which a row stands."""
    hour = dims.get("hour", 12)
    for name in ("month", "quarter"):
        if name in dims:
            return dims[name].year, dims[name].first_month, hour
    if "day" in dims:
        return dims["day"].year + 543, dims["day"].month, hour
    return dims.get("year", 2566), 1, hour
