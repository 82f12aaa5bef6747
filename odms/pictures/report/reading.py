"""How a file was read, in words: its encoding and the grounds for it, its delimiter."""

from collections.abc import Mapping

from odms.definitions import messages

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp874": "TIS-620 (cp874)",
    "cp1252": "Windows-1252",
}
_DELIMITERS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    ":": "colon",
    " ": "blank",
}


def encoding(told: Mapping[str, str], language: str) -> str:
    """An encoding with how it was decided, as `engine.grid.Encoding` has it."""
    grounds = messages.sentence(f"report.grounds_{told['how'].replace('-', '_')}", language)
    return f"{ENCODINGS.get(told['name'], told['name'])} · {grounds}"


def delimiter(mark: str, language: str) -> str:
    """A delimiter by its name, where it has one."""
    name = _DELIMITERS.get(mark)
    return messages.sentence(f"report.delimiter_{name}", language) if name else mark
