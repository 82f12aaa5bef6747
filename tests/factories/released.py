"""Datasets that are published as they are given: tables row by row, for questions to them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from factories import versions
from factories.centre import AT

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Release
from odms.catalogue.rules import NewRelease
from odms.intake.queries import lake
from odms.ledger.rules import SYSTEM
from odms.people.models import Agency
from odms.standards.record import Record


@dataclass(frozen=True)
class Table:
    """Columns with their types, and rows; `sources` are texts beside a column's values."""

    columns: Mapping[str, str]
    rows: Sequence[Sequence[Any]]
    sources: Mapping[str, Sequence[str | None]] | None = None


def released(agency: Agency, slug: str, **tables: Table) -> list[Release]:
    """The first release of each table of a new dataset; `_` in their names stands for `-`."""
    dataset = catalogue.create_draft(by=SYSTEM, agency=agency, title_th=slug, slug=slug, at=AT)
    return catalogue.publish(
        by=SYSTEM,
        dataset=dataset,
        record=Record(title_th=slug, classification="open", licence="cc-by"),
        releases=[
            _release(name.replace("_", "-"), position, table)
            for position, (name, table) in enumerate(tables.items())
        ],
        at=AT,
    )


def _release(slug: str, position: int, table: Table) -> NewRelease:
    with lake().new_table() as folder:
        versions.write(folder / "table.parquet", table.columns, table.rows, sources=table.sources)
        (folder / "profile.json").write_text(json.dumps({"n_rows": len(table.rows)}))
        key = lake().keep_table(folder)
    return NewRelease(
        slug=slug,
        position=position,
        title_th=slug,
        title_en="",
        source_format="csv",
        table_key=key,
        raw_sha256="0" * 64,
        raw_name=f"{slug}.csv",
        raw_size_bytes=1,
        n_rows=len(table.rows),
        columns=[
            {"name": name, "label_th": name, "type": kind} for name, kind in table.columns.items()
        ],
    )
