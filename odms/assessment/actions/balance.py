"""Computing the balance of supply and demand each night, and handing demand down to the plans."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from odms.assessment.balance import Balance, Group, balances, group, rules
from odms.assessment.models import BalanceDay, Wanted
from odms.assessment.queries.balancing import Gathering
from odms.ledger.rules import SYSTEM
from odms.publication import actions as publication

_AT_ONCE = 1_000


def compute_balance(*, at: datetime) -> int:
    """Compute how themes, agencies and provinces stand, and what is wanted most; hand the demand for
    entries to the plans of their agencies. How many groups of wishes there are."""
    gathered, day = Gathering(at), localdate(at)
    counts = gathered.counts()
    groups = group(gathered.wishes())
    wanted = [_wanted(place, one, gathered, day) for place, one in enumerate(groups, start=1)]
    _keep(day, counts, {kind: balances(counted) for kind, counted in counts.items()}, wanted)
    publication.hand_demand(by=SYSTEM, figures=_demand(wanted, gathered), at=at)
    return len(wanted)


def _wanted(place: int, one: Group, gathered: Gathering, day: date) -> Wanted:
    serving = _serving(one, gathered)
    # what one person may have typed alone is told to nobody
    least = rules()["wishes"]["least"]
    told = (wish.text for wish in one.wishes if wish.request or wish.n_searches >= least)
    texts = dict.fromkeys(text for text in told if text != one.text)
    return Wanted(
        position=place,
        text=one.text[:300],
        theme=_theme(one, gathered),
        weight=one.weight,
        n_searches=one.total("n_searches"),
        n_requests=one.total("n_requests"),
        n_votes=one.total("n_votes"),
        texts=list(texts),
        requests=[wish.request for wish in one.wishes if wish.request],
        entries=[[id, round(covered, 3)] for id, covered in serving],
        day=day,
    )


def _serving(one: Group, gathered: Gathering) -> list[tuple[str, float]]:
    """The entries that could serve a group: first those that an officer named for a request of it."""
    named = dict.fromkeys(w.entry for w in one.wishes if w.entry in gathered.entries)
    by_words = gathered.shelf.serving(one.tokens)
    return [*((id, 1.0) for id in named), *(told for told in by_words if told[0] not in named)]


def _theme(one: Group, gathered: Gathering) -> str:
    """The theme that was said of its requests, the heaviest first; else that of its words."""
    return next((w.theme for w in one.wishes if w.theme), "") or gathered.theme_of(one.text)


def _demand(wanted: Iterable[Wanted], gathered: Gathering) -> dict[str, dict[str, int]]:
    """The figures of each entry that could serve something, or stands in a plan: what it could serve."""
    found: dict[str, dict[str, int]] = {
        id: {"n_requests": 0, "n_votes": 0, "n_failed_searches": 0}
        for id in gathered.planned() & set(gathered.entries)
    }
    for one in wanted:
        told = {
            "n_requests": one.n_requests,
            "n_votes": one.n_votes,
            "n_failed_searches": one.n_searches,
        }
        for id, _ in one.entries:
            kept = found.setdefault(id, defaultdict(int))
            for name, n in told.items():
                kept[name] = kept.get(name, 0) + n
    return {id: dict(told) for id, told in found.items()}


@transaction.atomic
def _keep(
    day: date,
    counts: Mapping[str, Mapping[str, Mapping[str, float]]],
    found: Mapping[str, Mapping[str, Balance]],
    wanted: list[Wanted],
) -> None:
    """Keep the day, in place of what was kept of it; of days long ago the first of each month."""
    BalanceDay.objects.filter(day=day).delete()
    BalanceDay.objects.bulk_create(
        [
            BalanceDay(
                day=day,
                subject_kind=kind,
                subject_id=id,
                supply=one.supply,
                demand=one.demand,
                counts={part: n for part, n in counts[kind][id].items() if n},
                parts=dict(one.parts),
            )
            for kind, of_kind in found.items()
            for id, one in of_kind.items()
        ],
        batch_size=_AT_ONCE,
    )
    Wanted.objects.all().delete()
    Wanted.objects.bulk_create(wanted, batch_size=_AT_ONCE)
    old = BalanceDay.objects.filter(day__lt=day - timedelta(days=rules()["kept_days"]))
    old.exclude(day__day=1).delete()
