"""Draw the rooms and their arrows, measured from the imports, into docs/explanation/.

`map.svg` is the picture, `map.md` the page around it with the same in words. With `--check`
nothing is written and the exit status is 1 where they no longer hold.
"""

import sys
import tomllib
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "explanation"

BOX_WIDTH, BOX_HEIGHT, GAP, ROW = 150, 34, 26, 74
WIDTH = 5 * BOX_WIDTH + 4 * GAP + 120

Place = tuple[float, float]  # the middle of a room's box


def layers() -> list[list[str]]:
    """The rooms from the roof down, as the first contract orders them; absent ones left out."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    rows = [[room.strip() for room in row.split("|")] for row in contracts[0]["layers"]]
    kept = [[room for room in row if not room.startswith("(")] for row in rows]
    return [row for row in kept if row]


def arrows(rooms: set[str]) -> dict[tuple[str, str], int]:
    """How many imports lead from one room to another."""
    graph = grimp.build_graph("odms", exclude_type_checking_imports=True)
    found: dict[tuple[str, str], int] = {}
    for module in sorted(graph.modules):
        for imported in graph.find_modules_directly_imported_by(module):
            pair = (_room(module), _room(imported))
            if pair[0] != pair[1] and rooms.issuperset(pair):
                found[pair] = found.get(pair, 0) + 1
    return found


def draw(rows: list[list[str]], found: dict[tuple[str, str], int]) -> str:
    """The picture: a row of boxes a layer, an arrow a pair of rooms, thicker with more imports."""
    places = _places(rows)
    height = len(rows) * ROW + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="sans-serif" font-size="15">',
        "<title>The rooms of ODMS and what they import</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fbfaf6"/>',
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" '
        'markerHeight="6" orient="auto"><path d="M0 0 8 4 0 8z" fill="#6f6aa8"/></marker></defs>',
    ]
    parts += [_arrow(places[a], places[b], n) for (a, b), n in sorted(found.items())]
    parts += [_box(room, place) for room, place in places.items()]
    return "\n".join([*parts, "</svg>", ""])


def tell(rows: list[list[str]], found: dict[tuple[str, str], int]) -> str:
    """The page around the picture: each room with the rooms it imports."""
    lines = [
        "# The map of the house",
        "",
        "Made by `make map` from the imports of the code; an arrow leads from a room to one that it",
        "imports, thicker where it imports more. No arrow leads up or sideways: the build checks it.",
        "",
        "![The rooms of ODMS and what they import](map.svg)",
        "",
        "| room | imports (number of import lines) |",
        "| --- | --- |",
    ]
    for room in (room for row in rows for room in row):
        told = [f"{b} ({n})" for (a, b), n in sorted(found.items()) if a == room]
        lines.append(f"| `{room}` | {', '.join(told) or 'nothing of the house'} |")
    return "\n".join([*lines, ""])


def main() -> int:
    rows = layers()
    found = arrows({room for row in rows for room in row})
    pages = {FOLDER / "map.svg": draw(rows, found), FOLDER / "map.md": tell(rows, found)}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} no longer shows the imports: run make map")
        return 1 if stale else 0
    for path, text in pages.items():
        path.write_text(text)
    return 0


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _places(rows: list[list[str]]) -> dict[str, Place]:
    """Rows are centred, and every other one shifted, so that arrows do not hide behind boxes."""
    places: dict[str, Place] = {}
    for depth, row in enumerate(rows):
        span = len(row) * (BOX_WIDTH + GAP) - GAP
        left = (WIDTH - span) / 2 + (0 if len(row) > 1 else 60 * (-1) ** depth)
        for index, room in enumerate(row):
            places[room] = (left + index * (BOX_WIDTH + GAP) + BOX_WIDTH / 2, depth * ROW + 34)
    return places


def _box(room: str, place: Place) -> str:
    x, y = place[0] - BOX_WIDTH / 2, place[1] - BOX_HEIGHT / 2
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4" fill="#2a2665"/>'
        f'<text x="{place[0]:g}" y="{place[1] + 5:g}" text-anchor="middle" fill="#fff">{escape(room)}</text>'
    )


def _arrow(start: Place, end: Place, n: int) -> str:
    """From the lower edge to the upper edge, bowed outwards the farther it reaches."""
    (x1, y1), (x2, y2) = start, end
    y1, y2 = y1 + BOX_HEIGHT / 2, y2 - BOX_HEIGHT / 2
    bow = (y2 - y1) * 0.45 * (1 if x1 + x2 >= WIDTH else -1)
    width = min(1 + n / 8, 4)
    return (
        f'<path d="M{x1:g} {y1:g}C{x1 + bow:g} {y1 + (y2 - y1) * 0.3:g} {x2 + bow:g} '
        f'{y2 - (y2 - y1) * 0.3:g} {x2:g} {y2:g}" fill="none" stroke="#6f6aa8" '
        f'stroke-width="{width:g}" stroke-opacity=".55" marker-end="url(#head)"/>'
    )


if __name__ == "__main__":
    sys.exit(main())
