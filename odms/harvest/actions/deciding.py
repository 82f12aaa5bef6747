"""What can be decided when all of a source was seen: who is whom, and who is gone."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction

from odms.errors import Unreadable
from odms.harvest.actions.news import tell
from odms.harvest.actions.taking import Taking, Wanted
from odms.harvest.models import Held, Remote
from odms.harvest.rules import Keys, are_many, keys_of
from odms.harvest.told import Found
from odms.ledger.queries import in_parts
from odms.standards.description import from_dict
from odms.standards.reading import Trouble

_BATCH = 200


def decide(taking: Taking, *, at: datetime) -> None:
    """After the last page of a run over everything: records under a new name are those they were,
    or new ones, and what was not listed is withdrawn once its days of grace are over.

    Nothing is withdrawn, and nobody renamed, unless the listing was whole. Raises Unreadable for a
    source that had records and lists none.
    """
    run = taking.run
    if not run.is_full:
        return
    known = Remote.objects.filter(source=run.source, first_seen_at__lt=run.started_at)
    seen = Remote.objects.filter(source=run.source, last_seen_at__gte=run.started_at)
    if known.exclude(dataset=None).exists() and not (seen.exists() or run.held.exists()):
        raise Unreadable("harvest.empty_listing", url=run.source.url)
    if not run.is_complete:
        _leave_held(taking)
        return
    _name_held(taking, at)
    _let_go(taking, known.count(), at)


@transaction.atomic
def _leave_held(taking: Taking) -> None:
    """Tell of records that could not be told from known ones; the next whole run decides."""
    held = list(taking.run.held.values_list("name", flat=True))
    taking.tell([Trouble("harvest.undecided", name) for name in held])
    taking.run.held.all().delete()


def _name_held(taking: Taking, at: datetime) -> None:
    """Give each record held the row of the known one that it is, if that one is missing."""
    shared = _Shared(taking)
    for some in in_parts(taking.run.held.values_list("id", flat=True), _BATCH):
        with transaction.atomic():
            wanted = [
                _wish(taking, held, shared, at)
                for held in Held.objects.filter(id__in=some).order_by("id")
            ]
            troubles: list[Trouble] = []
            taking.keep(wanted, troubles, at)
            taking.tell(troubles)
    taking.run.held.all().delete()


def _wish(taking: Taking, held: Held, shared: "_Shared", at: datetime) -> Wanted:
    found = Found.of_told(held.name, held.mark, held.description, held.came)
    keys = keys_of(found.description)
    remote = shared.missing(keys)
    if remote is not None:
        remote.name = held.name
        remote.save(update_fields=["name"])
    return taking.wish(found, remote, at)


class _Shared:
    """Which keys of missing records are theirs alone, and those of held ones too."""

    def __init__(self, taking: Taking) -> None:
        self._taken: set[int] = set()
        self._missing: dict[tuple[str, str], list[Remote]] = {}
        for remote in taking.unseen().iterator(chunk_size=2_000):
            for name, key in _named(_keys(remote)):
                self._missing.setdefault((name, key), []).append(remote)
        held = taking.run.held.values_list("description", flat=True)
        told = (keys_of(from_dict(one)) for one in held.iterator(chunk_size=500))
        self._n_held = Counter(named for keys in told for named in _named(keys))

    def missing(self, keys: Keys) -> Remote | None:
        """The one missing record that has a key of this one, which no other held record has; the
        address says more than the page, and the page more than the title."""
        for named in _named(keys):
            free = [one for one in self._missing.get(named, ()) if one.pk not in self._taken]
            if len(free) == 1 and self._n_held[named] == 1:
                self._taken.add(free[0].pk)
                return free[0]
        return None


def _keys(remote: Remote) -> Keys:
    return Keys(remote.uri_key, remote.page_key, remote.id_key, remote.title_key)


def _named(keys: Keys) -> list[tuple[str, str]]:
    told = (("uri", keys.uri), ("page", keys.page), ("title", keys.title))
    return [(name, key) for name, key in told if key]


@transaction.atomic
def _let_go(taking: Taking, n_known: int, at: datetime) -> None:
    """Note what was not listed, and withdraw what was not for longer than its days of grace."""
    run = taking.run
    n_gone = taking.unseen().filter(gone_since=None).update(gone_since=run.started_at)
    if are_many(n_gone, n_known):
        facts = {"n": n_gone, "known": n_known, "days": run.source.grace_days}
        taking.tell([Trouble("harvest.many_gone", "", facts)])
        tell("vanish", run.source, at, path=f"/desk/harvest/runs/{run.id}", n=n_gone)
    before = run.started_at - timedelta(days=run.source.grace_days)
    due = taking.unseen().filter(gone_since__lte=before, is_copy=False).exclude(mark="")
    taking.vanish(list(due), "", at)
    taking.tell([])
