"""`odms inventory`: what an agency holds, taken in from files and databases, and given out."""

import os
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from odms.cli import centre, child, speech

app = typer.Typer(help="What an agency holds, open or not.", no_args_is_help=True)

SECRET = "ODMS_SURVEY_SECRET"  # noqa: S105 - the name of a variable

AgencySlug = Annotated[str, typer.Argument(metavar="AGENCY", help="Slug of the agency")]
By = Annotated[str, typer.Option("--as", metavar="EMAIL", envvar="ODMS_AS", help="Who does it")]
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


class Form(Enum):
    """The forms in which an inventory goes out."""

    XLSX = "xlsx"
    CKAN = "ckan"
    JSON = "json"


class Kind(Enum):
    """The kinds of databases that can be surveyed."""

    POSTGRESQL = "postgresql"
    MARIADB = "mariadb"
    SQLITE = "sqlite"
    SQLSERVER = "sqlserver"


@app.command("list")
def list_entries(
    agency: AgencySlug,
    text: Annotated[str, typer.Option(help="Words in title, unit or system")] = "",
    state: Annotated[str, typer.Option(help="present, gone or all")] = "present",
    mark: Annotated[
        str, typer.Option(help="candidate, unowned, wrong, personal or published")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List what an agency holds."""
    with centre.opened():
        from odms.inventory import exports
        from odms.inventory.queries import Asked

        asked = Asked(text=text, state=state, mark=mark)
        records = exports.as_records([_agency(agency).id], asked)
        if as_json:
            speech.give_json(records)
            return
        heads = ("title_th", "maintainer", "data_category", "classification", "n_rows")
        rows = [[_shown(one["values"], name) for name in heads] for one in records]
        speech.give_table([speech.sentence(f"inventory.field.{name}") for name in heads], rows)


@app.command("import")
def import_file(
    agency: AgencySlug,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="Workbook or JSON")
    ],
    by: By,
    whole: Annotated[
        bool, typer.Option("--whole", help="What the file does not name is gone")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in a workbook of the government's form, or JSON of CKAN; say what was not understood."""
    with centre.opened():
        from odms.inventory import actions

        survey = actions.import_file(
            by=centre.user(by),
            agency=_agency(agency),
            path=file,
            name=file.name,
            is_whole=whole,
            at=_now(),
        )
        _show(survey, as_json=as_json)


@app.command("export")
def export(
    agency: AgencySlug,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="The file to write")],
    form: Annotated[
        Form, typer.Option("--form", help="The government's workbook, JSON of CKAN, or our JSON")
    ] = Form.XLSX,
    state: Annotated[str, typer.Option(help="present, gone or all")] = "present",
) -> None:
    """Write what an agency holds into a file."""
    with centre.opened():
        import orjson

        from odms.inventory import exports
        from odms.inventory.queries import Asked

        ids, asked = [_agency(agency).id], Asked(state=state)
        with child.target(out) as file:
            if form is Form.XLSX:
                file.write(exports.as_workbook(ids, asked))
                return
            write = exports.as_packages if form is Form.CKAN else exports.as_records
            file.write(orjson.dumps(write(ids, asked), option=orjson.OPT_INDENT_2))


@app.command("connect")
def connect(
    agency: AgencySlug,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the connection is called")],
    kind: Annotated[Kind, typer.Option(help="The kind of the database")],
    database: Annotated[str, typer.Option(help="Its name; for SQLite the path of its file")],
    by: By,
    host: Annotated[str, typer.Option(help="Name or address of its host")] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Its port; 0: the usual")] = 0,
    user: Annotated[str, typer.Option(help="Who connects: an account that may only read")] = "",
    schema: Annotated[
        list[str] | None, typer.Option(help="A schema to survey; none: all of them")
    ] = None,
    keep_secret: Annotated[
        bool, typer.Option("--keep-secret", help="Keep the password, sealed")
    ] = False,
    nightly: Annotated[bool, typer.Option("--nightly", help="Survey it every night")] = False,
) -> None:
    """Keep how a database is reached. The password comes from ODMS_SURVEY_SECRET, or is asked for."""
    with centre.opened():
        from odms.inventory import actions

        actions.keep_connection(
            by=centre.user(by),
            agency=_agency(agency),
            name=name,
            kind=kind.value,
            database=database,
            host=host,
            port=port or None,
            user_name=user,
            secret=_secret() if keep_secret else "",
            schemas=schema or (),
            is_nightly=nightly,
            at=_now(),
        )


@app.command("survey")
def survey(
    agency: AgencySlug,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The connection to survey")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """Survey a database now: what is new, gone, changed. Exit status 1 where it fails."""
    with centre.opened():
        from odms.inventory import actions, queries

        connection = queries.get_connection_named(_agency(agency), name)
        done = actions.survey_now(
            by=centre.user(by),
            connection=connection,
            secret=_secret() if connection.asks_secret else "",
            at=_now(),
        )
        if done.state == "failed":
            speech.tell(done.failure["code"], **done.failure["facts"])
            raise typer.Exit(speech.REFUSED)
        _show(done, as_json=as_json)


def _show(survey: Any, *, as_json: bool) -> None:
    """A survey: its figures, what changed, and what was not understood."""
    counts = {
        name: getattr(survey, name) for name in ("n_new", "n_gone", "n_changed", "n_unchanged")
    }
    if as_json:
        told = {"id": survey.id, "way": survey.way, "state": survey.state, **counts}
        speech.give_json(told | {"changes": survey.changes, "troubles": survey.troubles})
        return
    speech.give(speech.sentence("cli.inventory.surveyed", **counts))
    for one in survey.changes:
        what = ", ".join(speech.sentence(f"inventory.field.{c['what']}") for c in one["changes"])
        mark = {"new": "+", "gone": "−", "changed": "~"}[one["kind"]]
        speech.give(f"  {mark} {one['title']}" + (f" ({what})" if what else ""))
    for trouble in survey.troubles:
        place = f"{trouble['row']}: " if trouble["row"] else ""
        facts = trouble["facts"] | {"item": _item(trouble["item"])}
        speech.tell_item(place + speech.sentence(trouble["code"], **facts))


def _item(name: str) -> str:
    """What a trouble is about: a field by its name, a heading of the file itself as it is."""
    try:
        return speech.sentence(f"inventory.field.{name}")
    except KeyError:
        return name


def _shown(values: dict[str, Any], name: str) -> str:
    from odms.inventory.rules import label_of

    return label_of(name, values.get(name), speech.language())


def _secret() -> str:
    """The password of a database, never from the command line, where others could see it."""
    if SECRET in os.environ:
        return os.environ[SECRET]
    answer: str = typer.prompt(speech.sentence("cli.inventory.secret"), hide_input=True, default="")
    return answer


def _agency(slug: str) -> Any:
    from odms.people import queries

    return queries.get_agency(slug)


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()
