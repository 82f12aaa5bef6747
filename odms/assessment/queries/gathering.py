"""What the rooms below know, as counts that can be added: for many datasets or agencies at once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.timezone import localdate

from odms.assessment import sums
from odms.assessment.models import DatasetFacts, Figures
from odms.assessment.places import Above, ministry_of, province_of
from odms.catalogue.models import Dataset
from odms.health.models import ScoreFollower
from odms.health.queries import list_freshness
from odms.health.queries.scores import known_marks
from odms.inventory.models import Entry
from odms.ledger.queries import in_parts
from odms.people.models import Agency
from odms.publication import answering
from odms.publication.models import Answer, Case, PlanItem
from odms.publication.queries.gathering import kept_answers
from odms.usage import queries as usage
from odms.voice import queries as voice
from odms.voice.models import Feedback, Request
from odms.voice.rules import OPEN_FEEDBACK, OPEN_REQUESTS

Counted = dict[str, dict[str, float]]  # counts by subject

FRAMEWORKS = ("mqa", "nso", "stars", "items")

# what counts of use are called here, and by the room that counts
KINDS_OF_USE = {"views": "view", "downloads": "download", "api": "api"}


def facts_of(ids: Collection[str], *, at: datetime) -> list[DatasetFacts]:
    """What goes into sums of the public ones among these datasets."""
    published = Dataset.objects.filter(id__in=list(ids), state="published")
    datasets = list(published.select_related("agency"))
    fresh, marks = list_freshness(datasets, at=at), known_marks([one.id for one in datasets])
    return [
        DatasetFacts(
            dataset_id=one.id,
            agency_id=one.agency_id,
            theme=one.theme_id or "",
            province=province_of([one.title_th], one.tags, one.agency.name_th),
            due_date=fresh[one.id].due_date,
            **_points(marks[one.id].told if one.id in marks else {}),
        )
        for one in datasets
    ]


def scored_up_to() -> int:
    """The number of the last entry of the ledger whose datasets have their marks."""
    rows = ScoreFollower.objects.filter(pk=ScoreFollower.ONLY)
    return rows.values_list("seq", flat=True).first() or 0


def agency_counts(ids: Collection[str], used: Counted, *, at: datetime) -> Counted:
    """The counts of these agencies, those of their use as they are given."""
    found: Counted = {id: dict(used.get(id, {})) for id in ids}
    today = localdate(at)
    for some in in_parts(ids):
        for counted in (
            _datasets("agency_id", some, today),
            _requests(some, today),
            _feedback(some),
            _inside(some, today),
        ):
            for id, counts in counted.items():
                found[id] |= counts
    states, satisfied = agency_states(ids), voice.satisfaction_by_agency()
    for agency in Agency.objects.in_bulk(list(ids)).values():
        if agency.id in satisfied:
            found[agency.id] |= _satisfied(satisfied[agency.id])
        # shares are of the agencies that the centre has verified
        if agency.verified_at is None:
            found[agency.id].pop("publishing", None)
        else:
            found[agency.id] |= {"agencies": 1} | sums.process_counts(states[agency.id])
    return found


def group_counts(kind: str, codes: Collection[str], used: Counted, *, at: datetime) -> Counted:
    """The counts of themes or provinces, which are made of datasets; those of use as they are given."""
    found = _datasets(kind, codes, localdate(at))
    return {code: found.get(code, {}) | used.get(code, {}) for code in codes}


def uses(kind: str, ids: Collection[str], *, at: datetime) -> Counted:
    """What was used in the days up to yesterday, of agencies, themes or provinces."""
    yesterday = at - timedelta(days=1)
    if kind == "agency":
        told = usage.figures(Agency.objects.filter(id__in=ids), at=yesterday)
    elif kind == "theme":
        told = usage.by_theme(at=yesterday)
    else:
        told = {code: _used_within(kind, code, localdate(yesterday)) for code in ids}
    return {id: _used(told.get(id, {}).items()) for id in ids}


def kept_uses(kind: str, ids: Collection[str]) -> Counted:
    """The same as it was counted last: it changes with the day, and not with what is published."""
    found: Counted = {}
    for some in in_parts(ids):
        rows = Figures.objects.filter(subject_kind=kind, subject_id__in=some)
        for id, counts in rows.values_list("subject_id", "counts"):
            found[id] = {name: n for name, n in counts.items() if name in KINDS_OF_USE}
    return found


def satisfaction_of_all() -> dict[str, float]:
    """The counts of all answers to the questionnaire: means, channels and purposes."""
    told = voice.results(voice.current_questionnaire())
    found = _satisfied(voice.satisfaction())
    for name, of in (("channel", "channels"), ("purpose", "purposes")):
        shown = told.get(of) or {}
        found |= {f"{name}:{code}": one["n"] for code, one in shown.items() if one}
    return found


def _satisfied(told: Mapping[str, Any]) -> dict[str, float]:
    """What the means of some answers add to the counts; nothing where too few are known of."""
    if not told["dimensions"] or not told["n"]:
        return {}
    means = {code: round(one["mean"], 2) for code, one in told["dimensions"].items()}
    return sums.satisfaction_counts(means, told["n"])


def agency_states(ids: Collection[str]) -> dict[str, dict[str, str]]:
    """How each process of these agencies stands, all three answers together."""
    computed, said = kept_answers("agency", ids), _said(ids)
    return {
        id: {
            code: answering.state(
                computed[id][code]["answer"] if code in computed.get(id, {}) else "no",
                said.get((id, code, "declared"), ""),
                said.get((id, code, "verified"), ""),
            )
            for code in answering.processes()
        }
        for id in ids
    }


def ministries_of(ids: Collection[str]) -> dict[str, str]:
    """The code of the ministry of each of these agencies, empty where it has none."""
    rows = Agency.objects.values_list("id", "parent_id", "slug", "name_th", "name_en", "listed_as")
    known = {id: (parent, Above(*told)) for id, parent, *told in rows}
    return {id: ministry_of(_way(id, known)) for id in ids if id in known}


def _way(id: str | None, known: Mapping[str, tuple[str | None, Above]]) -> Iterator[Above]:
    seen: set[str] = set()
    while id is not None and id in known and id not in seen:
        seen.add(id)
        id, above = known[id]
        yield above


def _points(marks: Mapping[str, Any]) -> dict[str, float | None]:
    return {one: marks[one]["points"] if one in marks else None for one in FRAMEWORKS}


def _datasets(by: str, ids: Collection[str], today: date) -> Counted:
    """What datasets add to those by whom they are grouped."""
    rows = DatasetFacts.objects.filter(**{f"{by}__in": ids}).order_by().values(by)
    points = {f"sum_{one}": Sum(one) for one in FRAMEWORKS} | {
        f"n_{one}": Count(one) for one in FRAMEWORKS
    }
    told = rows.annotate(
        datasets=Count("dataset_id"),
        publishing=Count("agency_id", distinct=True),
        promised=Count("dataset_id", filter=Q(due_date__isnull=False)),
        fresh=Count("dataset_id", filter=Q(due_date__gte=today)),
        **points,
    )
    return {
        row.pop(by): {name.removeprefix("sum_"): n for name, n in row.items() if n} for row in told
    }


def _used(uses: Iterable[tuple[str, int]]) -> dict[str, float]:
    told = dict(uses)
    return {name: told[kind] for name, kind in KINDS_OF_USE.items() if kind in told}


def _used_within(kind: str, code: str, until: date) -> dict[str, int]:
    within = DatasetFacts.objects.filter(**{kind: code}).values_list("dataset_id", flat=True)
    found: Counter[str] = Counter()
    for counts in usage.of_datasets(list(within), until=until).values():
        found.update(counts)
    return found


def _requests(ids: Collection[str], today: date) -> Counted:
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    # what was merged into another request is counted there
    asked = Request.objects.filter(agency_id__in=ids).exclude(state="merged")
    rows = asked.values_list("agency_id", "state", "asked_at", "decided_at", "due_date")
    for id, state, asked_at, decided_at, due_date in rows.order_by():
        counts = found[id]
        counts["requests"] += 1
        counts["requests_answered"] += state not in OPEN_REQUESTS
        counts["requests_overdue"] += state in OPEN_REQUESTS and due_date < today
        if decided_at is not None:
            counts["requests_decided"] += 1
            counts["answer_days"] += (decided_at - asked_at).days
    return {id: dict(counts) for id, counts in found.items()}


def _feedback(ids: Collection[str]) -> Counted:
    rows = Feedback.objects.filter(dataset__agency_id__in=ids).exclude(text="").order_by()
    told = rows.values_list("dataset__agency_id").annotate(
        n=Count("id"), answered=Count("id", filter=~Q(state__in=OPEN_FEEDBACK))
    )
    return {id: {"feedback": n, "feedback_answered": answered} for id, n, answered in told}


def _inside(ids: Collection[str], today: date) -> Counted:
    """What the centre's people see beside: what is held, what waits, what is overdue."""
    found: Counted = defaultdict(dict)
    for name, by, rows in (
        ("inventory", "agency_id", Entry.objects.filter(agency_id__in=ids, state="present")),
        (
            "waiting",
            "dataset__agency_id",
            Case.objects.filter(dataset__agency_id__in=ids, state="submitted"),
        ),
        (
            "plan_overdue",
            "agency_id",
            PlanItem.objects.filter(agency_id__in=ids, state="planned", due_date__lt=today),
        ),
    ):
        for id, n in rows.order_by().values_list(by).annotate(Count("id")):
            found[id][name] = n
    return found


def _said(ids: Collection[str]) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    for some in in_parts(ids):
        rows = Answer.objects.filter(subject_kind="agency", subject_id__in=some)
        told = rows.order_by("at", "id").values_list("subject_id", "process", "side", "answer")
        found |= {(id, process, side): answer for id, process, side, answer in told}
    return found
