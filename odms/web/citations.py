"""How a dataset is cited: as a sentence, and for programs that keep references.

Cited is the persistent identifier, which leads to the page wherever that is. Programs are given
years of the common era.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.conf import settings

from odms.standards.view import Addresses
from odms.web import formats, told

# forms by the ending of their address, with their media types
FORMS = {
    "txt": "text/plain",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/vnd.citationstyles.csl+json",
}


@dataclass(frozen=True)
class Citation:
    """What is cited, in the language of the page; `number` is the version of a table, or None."""

    key: str
    publisher: str
    title: str
    centre: str
    url: str
    changed: date
    number: int | None


def of(dataset: Any, form: str, *, number: int | None = None) -> str:
    """The citation of a published dataset in a form, of one version of a table if `number` is one."""
    language = told.language()
    cited = Citation(
        key=dataset.slug,
        publisher=formats.in_language(dataset.agency, "name", language)[0],
        title=formats.in_language(dataset, "title", language)[0],
        centre=settings.CENTRE_NAMES[language],
        url=Addresses(settings.CENTRE_URL).identity("dataset", dataset.id),
        changed=dataset.modified_at.date(),
        number=number,
    )
    return _WRITERS[form](cited)


def _sentence(cited: Citation) -> str:
    """As people write it: publisher, year, title, version, centre, address."""
    language = told.language()
    year = formats.in_era(cited.changed.year, language)
    word = "รุ่น" if language == "th" else "version"
    version = "" if cited.number is None else f" ({word} {cited.number})"
    return f"{cited.publisher}. ({year}). {cited.title}{version}. {cited.centre}. {cited.url}"


def _bibtex(cited: Citation) -> str:
    fields = {
        "title": f"{{{_braced(cited.title)}}}",
        "author": f"{{{_braced(cited.publisher)}}}",
        "year": str(cited.changed.year),
        "publisher": _braced(cited.centre),
        "version": "" if cited.number is None else str(cited.number),
        "url": cited.url,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{cited.key},\n" + ",\n".join(lines) + "\n}"


def _ris(cited: Citation) -> str:
    """A tag and a value a line, as reference managers read them."""
    told_by_tag = {
        "TY": "DATA",
        "TI": cited.title,
        "AU": cited.publisher,
        "PB": cited.centre,
        "PY": str(cited.changed.year),
        "DA": cited.changed.strftime("%Y/%m/%d"),
        "ET": "" if cited.number is None else str(cited.number),
        "UR": cited.url,
    }
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in told_by_tag.items() if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _csl(cited: Citation) -> str:
    item = {
        "id": cited.key,
        "type": "dataset",
        "title": cited.title,
        "author": [{"literal": cited.publisher}],
        "publisher": cited.centre,
        "issued": {"date-parts": [[cited.changed.year, cited.changed.month, cited.changed.day]]},
        "URL": cited.url,
    } | ({} if cited.number is None else {"version": str(cited.number)})
    return orjson.dumps([item], option=orjson.OPT_INDENT_2).decode()


_WRITERS: dict[str, Callable[[Citation], str]] = {
    "txt": _sentence,
    "bib": _bibtex,
    "ris": _ris,
    "json": _csl,
}


def _braced(text: str) -> str:
    return text.replace("{", "").replace("}", "").replace("\\", "")


def _one_line(text: str) -> str:
    return " ".join(text.split())
