"""`odms processes`: how the sixteen stand, and computing them anew.

Whoever may read the centre's folder may do this.
"""

from typing import Annotated, Any

import typer

from odms.cli import centre, speech
from odms.errors import Invalid

app = typer.Typer(help="The sixteen processes of open data service.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


@app.command("show")
def show(
    agency: Annotated[str, typer.Option(help="Slug of an agency")] = "",
    dataset: Annotated[str, typer.Option(help="Slug of a dataset")] = "",
    as_json: AsJson = False,
) -> None:
    """Show how the processes of an agency or of a dataset stand."""
    with centre.opened():
        if bool(agency) == bool(dataset):
            raise Invalid("cli.processes.one_subject")
        rows = [_row(cell) for cell in _cells(agency, dataset)]
        if as_json:
            speech.give_json(rows)
        else:
            heads = ["number", "code", "state", "says"]
            speech.give_table(heads, [[str(row[head]) for head in heads] for row in rows])


@app.command("compute")
def compute(as_json: AsJson = False) -> None:
    """Compute every process of every agency and dataset anew, as is done each night."""
    with centre.opened():
        from django.utils import timezone

        from odms.publication import actions

        n = actions.compute_all(at=timezone.now())
        if as_json:
            speech.give_json({"n_changed": n})
        else:
            speech.give(f"{n} changed")


def _cells(agency: str, dataset: str) -> list[Any]:
    from odms.catalogue import queries as catalogue
    from odms.people import queries as people
    from odms.publication.queries import standings

    if agency:
        return standings.cells_of_agency(people.get_agency(agency))
    return standings.cells_of_dataset(catalogue.get_dataset(dataset))


def _row(cell: Any) -> dict[str, Any]:
    from odms.definitions.messages import sentence

    found = cell.computed or {}
    facts = {"have": found.get("have"), "of": found.get("of"), **found.get("facts", {})}
    return {
        "number": cell.process.number,
        "code": cell.process.code,
        "state": cell.state,
        "computed": found.get("answer"),
        "declared": cell.declared.answer if cell.declared else None,
        "verified": cell.verified.answer if cell.verified else None,
        "says": sentence(found["code"], "en", facts) if found else "",
    }
