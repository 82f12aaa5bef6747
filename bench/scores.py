"""Scoring 10,000 datasets of one table each in bulk: from nothing, unchanged, and after a change of all,
in a database of its own; the yardstick is describing the same datasets and nothing more."""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.processes import AT, made_agency, set_up

N_AGENCIES, N_DATASETS = 20, 500

_READING: dict[str, Any] = {"format": "csv", "encoding": "utf-8", "findings": [], "tables": []}


def run(n_agencies: int = N_AGENCIES, n_datasets: int = N_DATASETS) -> None:
    with tempfile.TemporaryDirectory() as home:
        set_up(home)
        from odms.catalogue.models import Dataset
        from odms.health import actions

        for i in range(n_agencies):
            made_agency(i, n_datasets)
        _fill_lake(Path(home) / "lake" / "tables")
        n = n_agencies * n_datasets
        print(f"{n:,} datasets, milliseconds of processor time each")
        _say("described, not scored", _describe_all, n)
        _say("from nothing", lambda: actions.score_all(at=AT), n, " (aim: below 0.5)")
        _say("again, nothing changed", lambda: actions.score_all(at=AT), n)
        Dataset.objects.update(record=_without_tags())
        later = AT + timedelta(days=1)
        _say("after a change of all", lambda: actions.score_all(at=later), n)


def _say(what: str, work: Callable[[], object], n: int, aim: str = "") -> None:
    began = time.process_time()
    work()
    print(f"{what:24} {(time.process_time() - began) / n * 1000:6.3f}{aim}")


def _fill_lake(folder: Path) -> None:
    """A table version for each release, of which scores read what was kept of its reading."""
    from odms.catalogue.models import Release
    from odms.engine.quality.kept import NAME

    for key in Release.objects.values_list("table_key", flat=True):
        (folder / key).mkdir(parents=True)
        (folder / key / "table.parquet").touch()
        (folder / key / NAME).write_text(json.dumps(_READING))


def _describe_all() -> None:
    from django.conf import settings

    from odms.catalogue.models import Dataset
    from odms.catalogue.queries import describe_all
    from odms.ledger.queries import in_parts
    from odms.standards.view import describe_view

    for some in in_parts(Dataset.objects.select_related("agency").iterator()):
        for view in describe_all(some, with_columns=False):
            describe_view(view, settings.CENTRE_URL)


def _without_tags() -> dict[str, Any]:
    from odms.catalogue.models import Dataset

    dataset = Dataset.objects.first()
    return dict(dataset.record) | {"tags": []}


if __name__ == "__main__":
    run(*(int(one) for one in sys.argv[1:3]))
