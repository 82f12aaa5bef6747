"""Published tables asked in SQL: a box, and the first rows of the answer."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from odms.errors import Refused
from odms.tables.asking import FORMATS, Answer
from odms.tables.queries import sql
from odms.tables.serving import answer_for_one
from odms.voice.queries import address_of
from odms.web import counting, doors
from odms.web.doors import page, person_of

SHOWN = 200  # rows on the page; files have as many as an answer may have
_NAMES = {"arrow": "Arrow", "parquet": "Parquet"}
_FIGURES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")


@page("catalogue.read")
def ask(request: HttpRequest) -> HttpResponseBase:
    """The box; with `sql` the answer below it, with `format` as a file."""
    statement = request.GET.get("sql", "").strip()
    wanted = request.GET.get("format", "")
    context: dict[str, Any] = {
        "statement": statement,
        "forms": [(form, _NAMES.get(form, form.upper())) for form in FORMATS],
    }
    if not statement:
        return render(request, "public/sql.html", context)
    try:
        if wanted in FORMATS:
            return _file(request, statement, wanted)
        return render(request, "public/sql.html", context | _shown(request, statement))
    except Refused as refused:
        context["refused"] = doors.told(refused)
        return render(request, "public/sql.html", context, status=doors.status_of(refused))


def _file(request: HttpRequest, statement: str, form: str) -> HttpResponse:
    answer, tables = _ask(request, statement, form)
    name = f"{tables[0].dataset.slug if tables else 'answer'}.{form}"
    body = sql.body(answer, tables)
    return answer_for_one(body, name, FORMATS[form])  # type: ignore[return-value]


def _shown(request: HttpRequest, statement: str) -> dict[str, Any]:
    """The first rows of an answer, for the page."""
    answer, tables = _ask(request, statement, "json", most=SHOWN)
    with answer.stream:
        rows = json.load(answer.stream)
    return {
        "heads": [(one["name"], one["type"].startswith(_FIGURES)) for one in answer.columns],
        "rows": [[_cell(value) for value in row.values()] for row in rows],
        "n_rows": answer.n_rows,
        "truncated": answer.truncated,
        "tables": tables,
    }


def _ask(
    request: HttpRequest, statement: str, form: str, **limits: Any
) -> tuple[Answer, list[Any]]:
    person = person_of(request)
    caller = str(request.user.pk) if person else address_of(request)
    answer, tables = sql.ask(statement, form, caller=caller, **limits)
    for table in tables:
        counting.count(request, "sql", "sql", dataset=table.dataset)
    return answer, tables


def _cell(value: Any) -> tuple[str, bool]:
    """A value as text, and whether it is a figure."""
    if value is None:
        return "", False
    is_figure = isinstance(value, int | float) and not isinstance(value, bool)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text, is_figure
