"""How a dataset is cited: as a sentence and as BibTeX."""

from typing import Any

from odms.web import formats, told


def sentence(dataset: Any, *, centre: str, url: str, number: int | None) -> str:
    """The citation as people write it: publisher, year, title, version, centre, address."""
    language = told.language()
    agency = formats.in_language(dataset.agency, "name", language)[0]
    title = formats.in_language(dataset, "title", language)[0]
    year = formats.in_era(dataset.modified_at.year, language)
    version = (
        ""
        if number is None
        else (f" (รุ่น {number})" if language == "th" else f" (version {number})")
    )
    return f"{agency}. ({year}). {title}{version}. {centre}. {url}"


def bibtex(dataset: Any, *, centre: str, url: str, number: int | None) -> str:
    """The citation for programs; years of the common era."""
    fields = {
        "title": f"{{{_braced(dataset.title_en or dataset.title_th)}}}",
        "author": f"{{{_braced(dataset.agency.name_en or dataset.agency.name_th)}}}",
        "year": str(dataset.modified_at.year),
        "publisher": _braced(centre),
        "version": "" if number is None else str(number),
        "url": url,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{dataset.slug},\n" + ",\n".join(lines) + "\n}"


def _braced(text: str) -> str:
    return text.replace("{", "").replace("}", "").replace("\\", "")
