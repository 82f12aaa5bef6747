"""`odms sql`: published tables asked in SQL."""

import json
import sys
from enum import Enum
from typing import Annotated, Any

import typer

from odms.cli import centre, speech

_TRUNCATED = {"rows": "cli.sql.truncated_by_rows", "size": "cli.sql.truncated_by_size"}


class Form(Enum):
    """What `odms sql` can write."""

    JSON = "json"
    CSV = "csv"
    ARROW = "arrow"
    PARQUET = "parquet"


def sql(
    statement: Annotated[
        str, typer.Argument(metavar="SELECT", help="One SELECT over tables called agency.dataset")
    ],
    form: Annotated[
        Form | None, typer.Option("--format", help="The form to write, instead of a table to read")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON")] = False,
) -> None:
    """Ask published tables in SQL; exit status 1 where the question is refused."""
    if as_json and form not in (None, Form.JSON):
        speech.tell("cli.sql.two_forms")
        raise typer.Exit(speech.WRONG_USE)
    with centre.opened():
        from odms.tables.queries import sql as queries

        written = Form.JSON if as_json else form
        answer, tables = queries.ask(statement, (written or Form.JSON).value)
        with answer.stream:
            if answer.truncated:
                speech.tell(_TRUNCATED[answer.truncated], n=answer.n_rows)
            if written is None:
                rows = json.load(answer.stream)
                names = [column["name"] for column in answer.columns]
                speech.give_table(names, [[_shown(row[name]) for name in names] for row in rows])
                return
            for part in queries.body(answer, tables):
                sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()


def _shown(value: Any) -> str:
    """A value as a table shows it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
