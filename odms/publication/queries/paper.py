"""The dossier on paper: how the sixteen processes stand, for people who read and sign."""

from collections.abc import Sequence
from datetime import datetime

from odms.catalogue.models import Dataset
from odms.definitions.messages import sentence
from odms.ledger.models import Head
from odms.people.models import Agency
from odms.pictures.report import document, pdf
from odms.pictures.report.document import Document, Facts, Grid, Item, Items, Section, Words
from odms.publication.queries.standings import Cell

_TONES = {"done": "ok", "partly": "up", "said": "up", "missing": "no", "none": ""}


def paper(
    agency: Agency,
    of_agency: Sequence[Cell],
    of_datasets: Sequence[tuple[Dataset, Sequence[Cell]]],
    head: Head,
    language: str,
    at: datetime,
) -> bytes:
    """The PDF (tagged) in a language."""

    def say(code: str, **facts: object) -> str:
        return sentence(f"dossier.paper.{code}", language, facts)

    asked = [cell for cell in of_agency if cell.state != "none"]
    n_done = sum(cell.state == "done" for cell in asked)
    name = (agency.name_en or agency.name_th) if language == "en" else agency.name_th
    return pdf(
        Document(
            language=language,
            title=say("title"),
            subject=name,
            verdict=say("verdict", n=n_done, of=len(asked)),
            tone="ok" if n_done == len(asked) else "up",
            reasons=(),
            sections=(
                Section(
                    say("origin"),
                    (
                        Facts(
                            (
                                (say("made"), f"{at:%Y-%m-%d %H:%M} UTC"),
                                (say("entries"), f"{head.seq:,}"),
                                (say("head"), head.hash),
                            )
                        ),
                        Words(say("check"), is_quiet=True),
                    ),
                ),
                Section(say("processes"), (Items(tuple(_item(c, language) for c in of_agency)),)),
                Section(say("datasets"), (_grid(of_datasets, say("datasets"), language),)),
            ),
        )
    )


def _item(cell: Cell, language: str) -> Item:
    lines = []
    if cell.computed:
        found = cell.computed
        facts = {"have": found["have"], "of": found["of"], **found["facts"]}
        lines.append(sentence(found["code"], language, facts))
    for side, given in (("declared", cell.declared), ("verified", cell.verified)):
        if given is not None:
            said = sentence(f"process.answer.{given.answer}", language)
            told = {"answer": said, "by": given.by.name, "on": f"{given.at:%Y-%m-%d}"}
            lines.append(sentence(f"dossier.paper.{side}", language, told))
    return Item(
        title=f"{cell.process.number}  {cell.process.names[language]}",
        badge=sentence(f"process.state.{cell.state}", language),
        tone=_TONES[cell.state],
        lines=tuple(lines),
    )


def _grid(
    of_datasets: Sequence[tuple[Dataset, Sequence[Cell]]], caption: str, language: str
) -> Grid:
    head = (sentence("dossier.paper.dataset", language), sentence("dossier.paper.done", language))
    return Grid(
        caption=caption,
        head=tuple(document.Cell(text) for text in head),
        rows=tuple(
            (
                document.Cell(dataset.title_th),
                document.Cell(
                    f"{sum(c.state == 'done' for c in cells)} / "
                    f"{sum(c.state != 'none' for c in cells)}",
                    is_number=True,
                ),
            )
            for dataset, cells in of_datasets
        ),
    )
