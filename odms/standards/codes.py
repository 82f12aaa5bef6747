"""Code lists of the country: what may stand in a record's field, and how it is called.

The lists are data (`odms/definitions/<country>/<name>.yaml`). A record holds codes; catalogues of
the country exchange labels (`ckan`), so both are understood on the way in.
"""

from dataclasses import dataclass
from functools import cache

from odms.definitions import national


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
    dcat: str = ""  # code of the European data-theme list
    iso: str = ""  # ISO 8601 duration
    days: float = 0
    is_open: bool = False
    is_unknown: bool = False  # stands for "not known", and counts as missing
    is_other: bool = False  # asks for the companion text field
    has_interval: bool = True

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


def recognise(name: str, text: str) -> str | None:
    """The code that a code, number or label of the list `name` stands for; None if none does."""
    return _by_any(name).get(_folded(text))


@cache
def _by_code(name: str) -> dict[str, Code]:
    return {option.code: option for option in options(name)}


@cache
def _by_any(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in options(name):
        for text in (option.code, option.number, option.ckan, option.th, option.en, option.short):
            found.setdefault(_folded(text), option.code)
    found.pop("", None)
    found.pop("–", None)
    return found


def _folded(text: str) -> str:
    """Blanks say nothing here: อื่น ๆ and อื่นๆ are one label."""
    return "".join(text.split()).casefold()
