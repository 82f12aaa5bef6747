"""What people make of open data: cards, one reuse, its picture, and sending one."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone

from odms.catalogue import queries as catalogue
from odms.definitions import national
from odms.errors import Invalid, Refused
from odms.search import queries as search
from odms.voice import actions
from odms.voice import queries as voice
from odms.voice.rules import showcase_kinds
from odms.web import told, uploads
from odms.web.addresses import in_thai
from odms.web.doors import by_of, door, form, mark_of, page, person_of, status_of
from odms.web.forms.showcases import ShowcaseForm

N_SHOWN = 60
N_FOUND = 5


@page("catalogue.read")
def index(request: HttpRequest) -> HttpResponse:
    """The reuses that the centre has looked at, the last first, of a kind or a goal if wanted."""
    kind, goal = request.GET.get("kind", "")[:20], request.GET.get("goal", "")[:5]
    found = voice.list_showcases(kind=kind, goal=goal, limit=N_SHOWN)
    shown = {
        "showcases": [card(one) for one in found],
        "kinds": showcase_kinds(),
        "goals": national("sdgs.yaml"),
        "kind": kind,
        "goal": goal,
        "n": voice.count_showcases(),
    }
    return render(request, "public/showcases.html", shown)


@page("catalogue.read")
def show(request: HttpRequest, id: str) -> HttpResponse:
    """One reuse, with the datasets that it uses."""
    showcase = voice.get_showcase(id, person_of(request))
    return render(request, "public/showcase.html", {"card": card(showcase), "showcase": showcase})


@page("catalogue.read")
def picture(request: HttpRequest, id: str) -> HttpResponse:
    """The picture of a reuse, as it was made anew."""
    path = voice.picture_path(voice.get_showcase(id, person_of(request)))
    return HttpResponse(path.read_bytes(), content_type="image/webp")


@page("showcase.submit")
def _show_form(request: HttpRequest) -> HttpResponse:
    slug = request.GET.get("dataset", "")[:200]
    return _form_page(request, _form(request, initial={"datasets": slug}))


@form("showcase.submit")
def _submit(request: HttpRequest) -> HttpResponse:
    uploads.check(request)
    typed, now = _form(request, request.POST, request.FILES), timezone.now()
    if typed.is_by_program:
        return redirect("showcases")
    if not typed.is_valid():
        return _form_page(request, typed, 422)
    sent = {
        name: value
        for name, value in typed.cleaned_data.items()
        if name not in ("website", "began", "picture", "datasets")
    }
    given = typed.cleaned_data["picture"]
    try:
        actions.submit_showcase(
            by=by_of(request),
            datasets=named(typed.cleaned_data["datasets"]),
            picture=Path(given.temporary_file_path()) if given else None,
            mark=mark_of(request, now),
            at=now,
            **sent,
        )
    except Refused as refused:
        typed.refuse(refused, field="picture")
        return _form_page(request, typed, max(status_of(refused), 422))
    return redirect(f"{request.path}?sent=1")


new = door(get=_show_form, post=_submit)


def card(showcase: Any) -> dict[str, Any]:
    """A reuse with the words of its kind and goals."""
    language = told.language()
    kinds = {one["code"]: one[language] for one in showcase_kinds()}
    goals = [one for one in national("sdgs.yaml") if one["code"] in showcase.goals]
    return {
        "showcase": showcase,
        "kind": kinds.get(showcase.kind, showcase.kind),
        "goals": [{"code": one["code"], "name": one[language]} for one in goals],
        "datasets": list(showcase.datasets.all()),
    }


def named(text: str) -> list[Any]:
    """The public datasets that lines name by slug, address or title. Raises Invalid for one that is
    none."""
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        dataset = _dataset(line)
        if dataset is None:
            raise Invalid("voice.dataset_not_found", item="datasets", words=line[:100])
        found[dataset.id] = dataset
    return list(found.values())


def _dataset(line: str) -> Any:
    slug = line
    if "/" in line:
        try:
            path = in_thai("/" + line.split("://")[-1].partition("/")[2])
            slug = str(resolve(path).kwargs.get("slug", ""))
        except Resolver404:
            slug = ""
    if known := catalogue.list_by_slugs([slug[:200]]):
        return known[0]
    hits = search.search(line[:300], size=N_FOUND, language=told.language())
    folded = line.casefold()
    for dataset in catalogue.list_by_slugs([hit.slug for hit in hits.hits]):
        if folded in (dataset.title_th.casefold(), dataset.title_en.casefold()):
            return dataset
    near = catalogue.list_by_slugs([hit.slug for hit in hits.hits[:1]])
    return near[0] if near and not hits.is_loose else None


def _form(request: HttpRequest, *data: Any, **options: Any) -> ShowcaseForm:
    return ShowcaseForm(*data, is_known=person_of(request) is not None, **options)


def _form_page(request: HttpRequest, typed: ShowcaseForm, status: int = 200) -> HttpResponse:
    shown = {"form": typed, "is_sent": "sent" in request.GET}
    return render(request, "public/showcase_new.html", shown, status=status)
