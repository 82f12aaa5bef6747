"""Columns of UTM coordinates: which zone they are of, told by the provinces beside them.

Zone and datum cannot be read from the numbers; the datum (WGS 84 or Indian 1975) stays to be told.
"""

from collections.abc import Mapping

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.grid import Workspace
from odms.engine.meanings.gazette import GAZETTE_CODES, key_sql


def zone(names: Mapping[int, str], body: Body, work: Workspace) -> str | None:
    """The one zone in which all provinces lie that the table names; None where there is none.

    `names` are the table's columns of place names, with their meaning.
    """
    zones: set[str | None] = set()
    for column, meaning in names.items():
        if meaning == "th-province":
            zones |= {_zone(code) for code in _provinces(column, body, work)}
    return zones.pop() if len(zones) == 1 else None


def _zone(province: str) -> str | None:
    told = national("reference_systems.yaml")["zones"]
    if province in told["crossed"]:
        return None
    return str(told["east"]["zone"] if province in told["east"]["provinces"] else told["default"])


def _provinces(column: int, body: Body, work: Workspace) -> list[str]:
    rows = work.db.execute(
        f"SELECT DISTINCT g.code FROM (SELECT DISTINCT {key_sql(f'v{column}')} AS key"
        f" FROM {body.relation}) v JOIN {GAZETTE_CODES} g ON g.key = v.key"
        " AND g.kind = 'th-province'"
    ).fetchall()
    return [code for (code,) in rows]
