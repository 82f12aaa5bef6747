"""Tables and words of a generated page."""

from typing import Any


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A Markdown table; bars inside cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    ]


def both(words: dict[str, str] | None) -> str:
    return f"{words['th']} / {words['en']}" if words else ""


def docstring(module: Any) -> list[str]:
    return (module.__doc__ or "").strip().splitlines()


def listed(texts: tuple[str, ...]) -> str:
    return ", ".join(f"`{text if len(text) < 50 else text[:40] + '…'}`" for text in texts)
