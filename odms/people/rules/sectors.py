"""Which of the sixteen processes bind which sector, and why, from the country's definitions."""

from functools import cache
from typing import Any

from odms.definitions import national
from odms.people.rules.permissions import SECTORS

N_PROCESSES = 16


def binding(sector: str) -> tuple[str, ...]:
    """The codes of the processes that bind a sector, in their order. Raises KeyError."""
    if sector not in SECTORS:
        raise KeyError(sector)
    return tuple(code for code, row in _processes().items() if sector in row["binds"])


def binds(process: str, sector: str) -> bool:
    """Whether a process binds a sector. Raises KeyError for a process that is not known."""
    return sector in _processes()[process]["binds"]


def reason(process: str, language: str) -> str:
    """Why a process binds the sectors that it binds, in a sentence."""
    return str(_processes()[process][language])


@cache
def _processes() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = national("sectors.yaml")
    check(found)
    return found


def check(found: dict[str, dict[str, Any]]) -> None:
    """Raise ValueError unless there are sixteen processes, and each binds the state and only
    sectors that are known."""
    if len(found) != N_PROCESSES:
        raise ValueError(f"sectors.yaml: {len(found)} processes, not {N_PROCESSES}")
    for code, row in found.items():
        if unknown := set(row["binds"]) - set(SECTORS):
            raise ValueError(f"sectors.yaml: {code}.binds: no sector {sorted(unknown)[0]}")
        if len(set(row["binds"])) < len(row["binds"]):
            raise ValueError(f"sectors.yaml: {code}.binds repeats a sector")
        if "state" not in row["binds"]:
            raise ValueError(f"sectors.yaml: {code} must bind the state")
