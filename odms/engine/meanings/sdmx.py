"""SDMX-CSV: which column is a dimension, the period, the observed value, an attribute.

Version 1 begins with DATAFLOW, version 2 with STRUCTURE, STRUCTURE_ID and ACTION; dimensions follow,
then the measures, then the attributes. A header may carry a label after its code (`FREQ: Frequency`).
Source: SDMX-CSV field guide, sdmx-twg/sdmx-csv on GitHub.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_FIRST = {"DATAFLOW": 1, "STRUCTURE": 2}
_STRUCTURE = frozenset({"DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION"})
_KEYS = frozenset({"SERIES_KEY", "OBS_KEY"})
_PERIOD, _VALUE = "TIME_PERIOD", "OBS_VALUE"


@dataclass(frozen=True)
class Structure:
    """An SDMX-CSV file: its version, the column that names its structure, and every column's role."""

    version: int
    identifier: int
    roles: dict[int, str]

    def n(self, role: str) -> int:
        """How many columns have a role."""
        return sum(one == role for one in self.roles.values())


def structure(names: Sequence[str]) -> Structure | None:
    """The structure that the column names show; None for a table that is no SDMX-CSV."""
    codes = [name.partition(":")[0].strip().upper() for name in names]
    if not codes or codes[0] not in _FIRST or _VALUE not in codes:
        return None
    version = _FIRST[codes[0]]
    if version == 2 and "STRUCTURE_ID" not in codes[:3]:
        return None
    value = codes.index(_VALUE)
    roles = {i: _role(code, i, value) for i, code in enumerate(codes)}
    identifier = 0 if version == 1 else codes.index("STRUCTURE_ID")
    return Structure(version, identifier, roles)


def _role(code: str, place: int, value: int) -> str:
    if code in _STRUCTURE:
        return "sdmx-structure"
    if code in _KEYS:
        return "sdmx-key"
    if code == _PERIOD:
        return "sdmx-time-period"
    if place == value:
        return "sdmx-value"
    return "sdmx-dimension" if place < value else "sdmx-attribute"
