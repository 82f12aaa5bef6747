"""Code lists of the country: what may stand in a record's field, and how it is called.

The lists are data (`odms/definitions/<country>/<name>.yaml`). A record holds codes; catalogues of
the country exchange labels (`ckan`), so both are understood on the way in.
"""

from dataclasses import dataclass
from functools import cache

from odms.definitions import national

# the European lists that machines of other countries know, by ours
EUROPEAN = {
    "themes": "data-theme",
    "frequencies": "frequency",
    "languages": "language",
    "licences": "licence",
    "data_formats": "file-type",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority"


@dataclass(frozen=True)
class Code:
    """One value of a code list. The fields after `ckan` are facts that some lists tell."""

    code: str
    th: str
    en: str
    ckan: str = ""  # the literal label in records of the country's catalogues
    number: str = ""  # the letter or number of the agencies' form, where one is known
    short: str = ""
    allows_th: str = ""  # what a licence lets people do, in a few words
    allows_en: str = ""
    url: str = ""
    eu: str = ""  # the code in the European list of the same thing
    iso: str = ""  # ISO 8601 duration
    days: float = 0
    is_open: bool = False
    is_unknown: bool = False  # stands for "not known", and counts as missing
    is_other: bool = False  # asks for the companion text field
    has_interval: bool = True
    is_in_country: bool = False

    def label(self, language: str) -> str:
        """What people are shown in `th` or `en`."""
        return self.en if language == "en" else self.th


@cache
def options(name: str) -> tuple[Code, ...]:
    """The code list `name` (`licences`, `frequencies`, …) in the order in which it is shown."""
    return tuple(Code(**entry) for entry in national(f"{name}.yaml"))


def find(name: str, code: str) -> Code | None:
    """The value `code` of the list `name`, None where it has none such."""
    return _by_code(name).get(code)


def label(name: str, code: str, language: str) -> str:
    """What people are shown for `code` of the list `name`; the code itself if it is not known."""
    found = find(name, code)
    return found.label(language) if found else code


def european(name: str, code: str) -> str:
    """The address of a value of the list `name` in the European list of the same, or ""."""
    found = find(name, code)
    return authority(EUROPEAN[name], found.eu) if found and found.eu and name in EUROPEAN else ""


def authority(name: str, code: str) -> str:
    """The address of a code in a European list (`access-right`, `country`, …)."""
    return f"{_AUTHORITY}/{name}/{code}"


def recognise(name: str, text: str) -> str | None:
    """The code that a code, number, label or address of the list `name` stands for, also by the
    European list; None if none does."""
    return _by_any(name).get(_folded(text))


@cache
def _by_code(name: str) -> dict[str, Code]:
    return {option.code: option for option in options(name)}


@cache
def _by_any(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in options(name):
        labels = (option.code, option.number, option.ckan, option.th, option.en, option.short)
        for text in (*labels, option.url, option.eu, european(name, option.code)):
            found.setdefault(_folded(text), option.code)
    found.pop("", None)
    found.pop("–", None)
    return found


def _folded(text: str) -> str:
    """Blanks say nothing here: อื่น ๆ and อื่นๆ are one label."""
    return "".join(text.split()).casefold()
