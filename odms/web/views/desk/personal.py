"""Protection of a case's tables: what becomes of personal data, and who could be recognised."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from odms.errors import Refused
from odms.intake import queries as intake
from odms.intake.protecting import column_of
from odms.lake.protection.plan import step
from odms.publication import actions as publication_actions
from odms.publication import queries as publication
from odms.web import formats
from odms.web.doors import door, form, page, person_of
from odms.web.forms import measures
from odms.web.forms.personal import PersonalForm, Subject, is_of_cells, means
from odms.web.views.desk import badges, protection, shapes, tables

VERDICTS = {
    "certain": badges.Badge("up", gettext_lazy("certain")),
    "likely": badges.Badge("up", gettext_lazy("likely")),
    "possible": badges.Badge("", gettext_lazy("possible")),
}

# on which grounds personal data was found, see `odms.engine.column.Personal`
GROUNDS = {
    "check-digit": gettext_lazy("the check digit"),
    "pattern": gettext_lazy("the look of the values"),
    "prefix": gettext_lazy("prefixes of names"),
    "header": gettext_lazy("the column's name"),
    "name-list": gettext_lazy("known names"),
    "word-list": gettext_lazy("words of a sensitive subject"),
    "text": gettext_lazy("words inside longer texts"),
    "beside": gettext_lazy("the columns beside it"),
}


@page("case.read")
def _show(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    return _personal_page(request, case, _form(request, case))


@form("case.edit")
def _take(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    typed = _form(request, case)
    if not typed.is_valid():
        return _personal_page(request, case, typed, status=422)
    try:
        _save(request, case, typed)
    except Refused as refused:
        typed.refuse(refused)
        return _personal_page(request, case, typed, status=shapes.status(refused))
    return redirect(
        "desk-case-personal" if "stay" in request.POST else "desk-case-columns", id=case.id
    )


decide = door(get=_show, post=_take)


def _save(request: HttpRequest, case: Any, typed: PersonalForm) -> None:
    publication_actions.decide_columns(
        by=request.user,
        case=case,
        decisions=typed.decisions,
        settings=typed.chosen_settings,
        at=timezone.now(),
        revision=shapes.revision(request),
    )


def _form(request: HttpRequest, case: Any) -> PersonalForm:
    chosen = intake.list_chosen(shapes.delivery_of(case))
    return PersonalForm(
        request.POST if request.method == "POST" else None,
        tables=chosen,
        found=intake.list_personal(case.delivery),
        settings={table.position: intake.get_protection_settings(table) for table in chosen},
        on=timezone.localdate(case.delivery.received_at).isoformat(),
    )


def _personal_page(
    request: HttpRequest, case: Any, typed: PersonalForm, status: int = 200
) -> HttpResponse:
    shown = shapes.case_page(request, case, "personal") | {
        "form": typed,
        "found": [_suspect(case, typed, suspect) for suspect in typed.suspects],
        "others": _others(typed),
        "tables": [_table(case, typed, table) for table in typed.tables],
    }
    return render(request, "desk/personal.html", shown, status=status)


def _suspect(case: Any, typed: PersonalForm, suspect: Any) -> dict[str, Any]:
    """One column in which something was found, with its choices and how values look after each."""
    found = suspect.found
    deed = typed[f"deed-{suspect.key}"]
    options = list(deed)
    return {
        "name": suspect.name,
        "kind": _("may hold %(what)s") % {"what": tables.kind_label(found.kind)},
        "badge": VERDICTS[found.verdict],
        "words": _("%(n)s values, %(share)s of the column")
        % {"n": formats.number(found.n), "share": formats.percent(found.share)},
        "told_by": ", ".join(str(GROUNDS[ground]) for ground in found.basis),
        "deed": deed,
        "options": [(option, means(option.data["value"])) for option in options],
        "reason": typed[f"reason-{suspect.key}"] if "keep" in found.allowed else None,
        "samples": _samples(case, suspect, options),
    }


def _samples(case: Any, suspect: Subject, options: list[Any]) -> list[tuple[str, list[str]]]:
    """(label of a choice, a few values as it would leave them); never the values themselves."""
    shown = [option for option in options if is_of_cells(option.data["value"])]
    steps = []
    for option in shown:
        code, parameters = measures.parse(option.data["value"])
        steps.append(step(code, column_of(suspect.column), parameters))
    found = publication.list_samples(case, suspect.table, steps)
    return [
        (option.choice_label, values) for option, values in zip(shown, found, strict=True) if values
    ]


def _others(typed: PersonalForm) -> list[dict[str, Any]]:
    """The columns in which nothing was found, which may be left out or protected all the same."""
    dropped = set(typed["drop"].value() or ())
    has_several = len({other.table.position for other in typed.others}) > 1
    return [
        {
            "value": other.key,
            "name": other.name,
            "table": other.table.name if has_several else "",
            "is_dropped": other.key in dropped,
            "measure": typed[f"measure-{other.key}"]
            if f"measure-{other.key}" in typed.fields
            else None,
        }
        for other in typed.others
    ]


def _table(case: Any, typed: PersonalForm, table: Any) -> dict[str, Any]:
    """How risk is told of a table, and what it is now."""
    at, settings = table.position, typed.settings[table.position]
    outlook = publication.get_outlook(case, table)
    return {
        "title": tables.title(table, len(typed.tables)),
        "is_open": bool(settings["quasi_identifiers"]),
        "is_chosen": settings["is_chosen"],
        "fields": [
            typed[f"{name}-{at}"] for name in ("quasi", "sensitive", "k", "groups", "sample")
        ],
        "risk": protection.risk_of(outlook) if outlook else None,
        "waiting": protection.waiting(table, outlook),
    }
