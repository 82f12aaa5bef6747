"""Measures and risk as the desk shows them, and their record as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from odms.intake import queries as intake
from odms.publication import queries as publication
from odms.web import formats
from odms.web.doors import page, person_of
from odms.web.forms import measures
from odms.web.views.desk import tables

_FIGURES = (
    ("n_records", gettext_lazy("Records")),
    ("k", gettext_lazy("Smallest group of records that are alike (k)")),
    ("n_unique", gettext_lazy("Records alone in their group")),
)


@page("case.read")
def download(request: HttpRequest, id: str) -> HttpResponse:
    """The record of the measures of a case's tables, as JSON: what was done, or would be."""
    case = publication.get_case(id, person_of(request))
    told = {"case": case.number, "state": case.state, "tables": publication.list_measures(case)}
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="measures-{case.number}.json"'
    return answer


def risk_of(outlook: Any) -> dict[str, Any] | None:
    """The risk of a table before and after its measures; None where nothing tells it."""
    before, after = outlook.before, outlook.after
    if before is None:
        return None
    rows = [(label, _whole(before, name), _whole(after, name)) for name, label in _FIGURES]
    small = _("In groups smaller than %(k)s") % {"k": before.threshold}
    rows.append((small, _below(before), _below(after)))
    for name in before.diversity:
        told = _("Fewest different values of “%(name)s” in a group (l)") % {"name": name}
        rows.append((told, _of(before, "diversity", name), _of(after, "diversity", name)))
        told = _("Furthest a group is from all in “%(name)s” (t)") % {"name": name}
        rows.append((told, _of(before, "closeness", name), _of(after, "closeness", name)))
    return {
        "names": list(before.quasi),
        "rows": rows,
        "is_safe": after is None or not after.n_below,
        "smallest": _smallest(after) if after and after.n_below else [],
    }


def waiting(table: Any, outlook: Any) -> str:
    """Whether what the measures do is not known yet: `pending`, `failed`, or empty."""
    if outlook is not None:
        return ""
    return "failed" if intake.has_failed_outlook(table) else "pending"


def measures_of(case: Any) -> list[dict[str, Any]]:
    """The measures of each table of a case as the approver sees them, with the risk."""
    found = publication.list_outlooks(case)
    return [
        {
            "title": tables.title(table, len(found)),
            "measures": [_measure(one) for one in outlook.touched] if outlook else [],
            "risk": risk_of(outlook) if outlook else None,
            "waiting": waiting(table, outlook),
        }
        for table, outlook in found
    ]


def _measure(one: Any) -> tuple[str, str, str]:
    """A column (or the whole table), its measure, and how much it touches."""
    of = (one.step.column or _("the whole table"), one.step.measure)
    n = _("%(n)s of %(all)s") % {
        "n": formats.number(one.n_touched),
        "all": formats.number(one.n_values),
    }
    return of[0], measures.label(one.step.measure, dict(one.step.values)), n


def _smallest(risk: Any) -> list[str]:
    """The smallest groups, a line each: how many, and what they are alike in."""
    return [
        ngettext("%(n)s record", "%(n)s records", group.n) % {"n": group.n}
        + ": "
        + ", ".join(value if value is not None else "–" for value in group.values.values())
        for group in risk.smallest
        if group.n < risk.threshold
    ]


def _whole(risk: Any, name: str) -> str:
    return formats.number(getattr(risk, name)) if risk else "–"


def _below(risk: Any) -> str:
    if risk is None:
        return "–"
    return f"{formats.number(risk.n_below)} ({formats.percent(risk.share_below)})"


def _of(risk: Any, part: str, name: str) -> str:
    value = getattr(risk, part).get(name) if risk else None
    return "–" if value is None else formats.number(value)
