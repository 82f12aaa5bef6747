"""Taking up one page of a source: which dataset each record is, what of it is news, what is refused."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Dataset
from odms.catalogue.rules import GONE_AT_SOURCE, PERSONAL_DATA, Gathered, Outcome
from odms.definitions.messages import sentence
from odms.harvest import kinds
from odms.harvest.actions.ending import Stopped
from odms.harvest.models import Held, Problem, Remote, Run, Source
from odms.harvest.queries import catalogue_source
from odms.harvest.rules import (
    KEPT_PROBLEMS,
    Counts,
    Keys,
    is_from_here,
    is_own,
    keys_of,
    name_of,
)
from odms.harvest.told import Found, Part
from odms.intake.actions import destroy_mirrored
from odms.ledger import rows
from odms.ledger.queries import in_parts
from odms.ledger.rules import SYSTEM
from odms.standards.reading import Trouble

_FIELDS = (
    *("mark", "uri_key", "page_key", "id_key", "title_key", "title", "dataset", "is_copy"),
    *("is_own", "last_seen_at", "gone_since"),
)


@dataclass
class Wanted:
    """A record on its way into the catalogue: what was told, and the row that it is known by."""

    found: Found
    remote: Remote
    keys: Keys
    was_gone: bool = False  # its dataset was withdrawn, for the source had it no more

    @property
    def dataset_id(self) -> str:
        """The dataset that it is, empty for a new one."""
        return self.remote.dataset_id or ""


@dataclass
class Taking:
    """What a run has done so far."""

    run: Run
    counts: Counts = field(default_factory=Counts)
    causes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        names = asdict(self.counts)
        self.counts = Counts(**{name: getattr(self.run, name) for name in names})
        self.causes = Counter(self.run.causes)
        # before the first run nothing is known that a record could be again
        self.has_history = Remote.objects.filter(
            source=self.run.source, first_seen_at__lt=self.run.started_at
        ).exists()
        # what changes while it is read comes by once more
        self.has_lasting_names = kinds.has_bookmark(self.run.source.kind)
        self.has_destroyed = False
        self.destroyed: dict[str, int] = {}  # by name: the last destruction that was told

    @transaction.atomic
    def take(self, part: Part, *, at: datetime) -> None:
        """Take up one page, and with it where the next begins: all of it or nothing.

        Raises Stopped where the run is no longer in these hands.
        """
        self._check_ours()
        self._destroy(part, at)
        self.counts.unchanged += self._see(part.unchanged, at)
        troubles = list(part.troubles)
        wanted = self._wanted(part.found, troubles, at)
        self.keep(wanted, troubles, at)
        if part.gone:
            self._let_go(part, at)
        self._note(troubles)
        self._save(part)

    def keep(self, wanted: list[Wanted], troubles: list[Trouble], at: datetime) -> None:
        """Bring the catalogue up to these records, and what is known of them."""
        allowed = self._without_withdrawn(wanted, troubles)
        origins = self._without_copies(allowed)
        outcome = self._gather(origins, at)
        for one in origins:
            one.remote.dataset_id = outcome.datasets[one.remote.name]
        self.counts.added += len(outcome.added)
        self.counts.updated += len(outcome.updated)
        self.counts.unchanged += len(outcome.unchanged)
        self.counts.copies += len(allowed) - len(origins)
        remotes = [one.remote for one in wanted]
        rows.insert([remote for remote in remotes if not remote.pk])
        rows.put([remote for remote in remotes if remote.pk], unique=["id"], update=_FIELDS)

    def tell(self, troubles: list[Trouble]) -> None:
        """Keep troubles that concern no page, and the counts."""
        self._note(troubles)
        self._save(None)

    def wish(self, found: Found, remote: Remote | None, at: datetime) -> Wanted:
        """A record with the row by which it is known, new or brought up to what it says now."""
        description, keys = found.description, keys_of(found.description)
        was_gone = remote is not None and remote.gone_since is not None and not remote.mark
        if remote is None:
            remote = Remote(source=self.run.source, name=found.name, first_seen_at=at)
        remote.mark, remote.title = found.fingerprint, description.title()[:300]
        remote.uri_key, remote.page_key = keys.uri, keys.page
        remote.id_key, remote.title_key = keys.identifier, keys.title
        remote.is_own = is_own(self.run.source.url, description)
        remote.last_seen_at, remote.gone_since = at, None
        # of what was destroyed before it was first heard of there are no copies
        remote.destroyed_seq = self.destroyed.get(remote.name, remote.destroyed_seq)
        return Wanted(found, remote, keys, was_gone)

    # what became of the source since the last run

    def _destroy(self, part: Part, at: datetime) -> None:
        """Let the copies go of what the source destroyed since it was last heard of."""
        sequences = {name_of(one.name): one.sequence for one in part.destroyed}
        self.destroyed |= sequences
        news = [
            remote
            for remote in self._known(sequences).values()
            if remote.destroyed_seq != sequences[remote.name]
        ]
        for remote in news:
            Remote.objects.filter(pk=remote.pk).update(destroyed_seq=sequences[remote.name])
        ids = [one.dataset_id for one in news if one.dataset_id and _may_destroy(one)]
        if not ids:
            return
        source = self.run.source
        keys = catalogue.destroy_gathered(
            by=SYSTEM,
            agency=source.agency,
            source=catalogue_source(source),
            dataset_ids=ids,
            at=at,
        )
        transaction.on_commit(partial(destroy_mirrored, keys), robust=True)
        self.has_destroyed = True

    # which record is which

    def _wanted(self, found: list[Found], troubles: list[Trouble], at: datetime) -> list[Wanted]:
        """The records of a page that are to be kept now; those that may be known ones are held."""
        named = self._named(found, troubles)
        known = self._known(named)
        wanted, strange = list[Wanted](), list[Found]()
        for name, one in named.items():
            remote = known.get(name)
            if remote is None and self.has_history:
                strange.append(one)
            elif remote is None or not self._was_seen(remote) or self.has_lasting_names:
                wanted.append(self.wish(one, remote, at))
            elif remote.mark != one.fingerprint:
                troubles.append(_repeated(one))
        held = set() if self.has_lasting_names and not self.run.is_full else self._hold(strange)
        return wanted + [self.wish(one, None, at) for one in strange if one.name not in held]

    def _named(self, found: list[Found], troubles: list[Trouble]) -> dict[str, Found]:
        """The records by name, each once."""
        named: dict[str, Found] = {}
        for one in found:
            one = replace(one, name=name_of(one.name))
            first = named.setdefault(one.name, one)
            if first.fingerprint != one.fingerprint:
                troubles.append(_repeated(one))
        return named

    def _known(self, names: Collection[str]) -> dict[str, Remote]:
        found: dict[str, Remote] = {}
        for some in in_parts(names):
            remotes = Remote.objects.filter(source=self.run.source, name__in=some)
            found |= {remote.name: remote for remote in remotes}
        return found

    def _was_seen(self, remote: Remote) -> bool:
        """Whether a record came by in this run already."""
        return remote.first_seen_at >= self.run.started_at or (
            remote.last_seen_at >= self.run.started_at
        )

    def _hold(self, strange: list[Found]) -> set[str]:
        """Of records with a name that is new, those that may be known ones under another name; what
        is decided about them is decided when all was seen. The names of those held."""
        keys = {one.name: keys_of(one.description) for one in strange}
        values = {key for one in keys.values() for key in (one.uri, one.page, one.title) if key}
        unseen = self.unseen()
        met: set[str] = set()
        for some in in_parts(values):
            like = Q(uri_key__in=some) | Q(page_key__in=some) | Q(title_key__in=some)
            for row in unseen.filter(like).values_list("uri_key", "page_key", "title_key"):
                met |= set(row)
        held = [
            one
            for one in strange
            if {keys[one.name].uri, keys[one.name].page, keys[one.name].title} & met - {""}
        ]
        if held and not self.run.is_full:
            # who is missing is known to a run over everything alone
            Source.objects.filter(pk=self.run.source_id).update(wants_full=True)
        elif held:
            rows.insert(
                [
                    Held(
                        run=self.run,
                        name=one.name,
                        mark=one.fingerprint,
                        description=one.told,
                        came=one.came,
                    )
                    for one in held
                ]
            )
        return {one.name for one in held}

    def unseen(self) -> QuerySet[Remote]:
        """The known records that did not come by in this run."""
        return Remote.objects.filter(
            source=self.run.source, last_seen_at__lt=self.run.started_at
        ).exclude(dataset=None)

    # who its origin is

    def _without_withdrawn(self, wanted: list[Wanted], troubles: list[Trouble]) -> list[Wanted]:
        """The records but for those whose dataset a person here withdrew: that stands."""
        ids = {one.dataset_id: one for one in wanted if one.dataset_id}
        gone: set[str] = set()
        for some in in_parts(ids):
            withdrawn = Dataset.objects.filter(id__in=some, state="withdrawn")
            gone |= set(withdrawn.values_list("id", flat=True))
        kept = [one for one in wanted if one.dataset_id not in gone or one.was_gone]
        troubles += [
            Trouble("harvest.withdrawn_here", one.remote.name)
            for one in wanted
            if one.dataset_id in gone and not one.was_gone and not one.remote.is_copy
        ]
        return kept

    def _without_copies(self, wanted: list[Wanted]) -> list[Wanted]:
        """The records that are their own origin; what another source, or this centre, has is linked
        to it, and the origin says what is shown."""
        new = [one for one in wanted if not one.dataset_id or one.remote.is_copy]
        if not new:
            return wanted
        ours, others = self._ours(new), self._others(new)
        for one in new:
            remote, known = one.remote, _one_of(others, one.keys)
            own = next((ours[key] for key in _ours_by(one) if key in ours), "")
            if own or _is_from_here(one):
                # what went out from here is not taken back, whatever became of it meanwhile
                remote.dataset_id = own or (known.dataset_id if known else None)
                remote.is_copy = True
            elif known is None:
                remote.is_copy = False
            elif known.source.state == "ended" or (remote.is_own and not known.is_own):
                # the origin itself came after the one that had it from there
                Remote.objects.filter(pk=known.pk).update(is_copy=True)
                remote.dataset_id, remote.is_copy = known.dataset_id, False
            else:
                remote.dataset_id, remote.is_copy = known.dataset_id, True
        return [one for one in wanted if not one.remote.is_copy]

    def _ours(self, new: Iterable[Wanted]) -> dict[str, str]:
        """Datasets of this centre that others list, by slug and by identifier."""
        found: dict[str, str] = {}
        for some in in_parts({key for one in new for key in _ours_by(one)}):
            ours = Dataset.objects.filter(Q(slug__in=some) | Q(id__in=some))
            for id, slug in ours.values_list("id", "slug"):
                found |= {id: id, slug: id}
        return found

    def _others(self, new: Iterable[Wanted]) -> dict[str, list[Remote]]:
        """Records of other sources that share a key with these, by key."""
        told = ((one.keys.uri, one.keys.page, one.keys.identifier) for one in new)
        keys = {key for some in told for key in some if key}
        found: dict[str, list[Remote]] = {}
        others = Remote.objects.select_related("source").exclude(source=self.run.source)
        others = others.exclude(dataset=None).filter(
            Q(dataset__state="published", gone_since=None) | Q(source__state="ended"), is_copy=False
        )
        for some in in_parts(keys):
            like = Q(uri_key__in=some) | Q(page_key__in=some) | Q(id_key__in=some)
            for row in others.filter(like):
                for key in {row.uri_key, row.page_key, row.id_key} & set(some):
                    found.setdefault(key, []).append(row)
        return found

    # into the catalogue, and what is kept of the page

    def _gather(self, wanted: list[Wanted], at: datetime) -> Outcome:
        if not wanted:
            return Outcome()
        records = [
            Gathered(
                one.remote.name,
                one.found.description,
                one.found.told,
                one.dataset_id,
                one.found.provenance,
            )
            for one in wanted
        ]
        source = self.run.source
        return catalogue.gather(
            by=SYSTEM,
            agency=source.agency,
            source=catalogue_source(source),
            records=records,
            at=at,
        )

    def _see(self, names: list[str], at: datetime) -> int:
        """Note that known records are there as they were; how many did not come by before."""
        n, mine = 0, Remote.objects.filter(source=self.run.source)
        for some in in_parts(names):
            unseen = mine.filter(name__in=some, last_seen_at__lt=self.run.started_at)
            n += unseen.update(last_seen_at=at, gone_since=None)
        return n

    def _check_ours(self) -> None:
        mine = Run.objects.filter(pk=self.run.pk, state="running", n_attempts=self.run.n_attempts)
        if not mine.exists():
            raise Stopped

    def _let_go(self, part: Part, at: datetime) -> None:
        """Withdraw at once what the source itself says is no more."""
        reasons = {name_of(one.name): (one.reason, one.code) for one in part.gone}
        known = self._not_withdrawn_here(self._known(reasons).values())
        by_reason: dict[tuple[str, str], list[Remote]] = {}
        for remote in known:
            _, code = told = reasons[remote.name]
            is_its = not remote.is_copy or (code == PERSONAL_DATA and _may_destroy(remote))
            if is_its and remote.dataset_id:
                by_reason.setdefault(told, []).append(remote)
        for (reason, code), remotes in by_reason.items():
            self.vanish(remotes, reason, at, code=code)
        for some in in_parts(remote.pk for remote in known):
            # it was heard of, and is there no more
            rows = Remote.objects.filter(pk__in=some)
            rows.update(mark="", last_seen_at=at)
            rows.filter(gone_since=None).update(gone_since=at)

    def _not_withdrawn_here(self, remotes: Iterable[Remote]) -> list[Remote]:
        """The records but for those whose dataset a person here withdrew, who is not overruled when the
        source has it again."""
        there = {one.dataset_id for one in remotes if one.dataset_id and one.gone_since is None}
        withdrawn: set[str] = set()
        for some in in_parts(there):
            rows = Dataset.objects.filter(id__in=some, state="withdrawn")
            withdrawn |= set(rows.values_list("id", flat=True))
        return [one for one in remotes if one.is_copy or one.dataset_id not in withdrawn]

    def vanish(
        self, remotes: list[Remote], reason: str, at: datetime, *, code: str = GONE_AT_SOURCE
    ) -> int:
        """Withdraw the datasets of records that their source has no more; how many."""
        source = self.run.source
        gone = catalogue.vanish(
            by=SYSTEM,
            agency=source.agency,
            source=catalogue_source(source),
            dataset_ids=[remote.dataset_id for remote in remotes],
            reason=reason or sentence("harvest.gone_at_source", "th", {"name": source.name}),
            code=code,
            at=at,
        )
        for some in in_parts(remote.pk for remote in remotes):
            Remote.objects.filter(pk__in=some).update(mark="", gone_since=at)
        if code == PERSONAL_DATA:  # whichever sources have it
            for some in in_parts(gone):
                Remote.objects.filter(dataset_id__in=some).update(mark="", gone_since=at)
        self.counts.deleted += len(gone)
        return len(gone)

    def _note(self, troubles: list[Trouble]) -> None:
        problems = []
        for one in troubles:
            self.counts.refused += one.is_left_out
            self.causes[one.code] += 1
            if self.causes[one.code] <= KEPT_PROBLEMS:
                problems.append(_problem(self.run, one))
        rows.insert(problems)

    def _save(self, part: Part | None) -> None:
        run = self.run
        for name, n in asdict(self.counts).items():
            setattr(run, name, n)
        run.causes = dict(self.causes)
        if part is not None:
            if self.has_lasting_names and not run.is_full and part.cursor:
                # each page stands for itself, and what was read is not read again
                Source.objects.filter(pk=run.source_id).update(bookmark=part.cursor)
            run.cursor, run.n_pages = part.cursor or run.cursor, run.n_pages + 1
            run.n_total = part.n_total if part.n_total is not None else run.n_total
            run.is_complete = run.is_complete and part.is_complete
        run.save(
            update_fields=[
                *asdict(self.counts),
                *("causes", "cursor", "n_pages", "n_total", "is_complete"),
            ]
        )


def _ours_by(one: Wanted) -> list[str]:
    """What a record that is ours would be called here: its identifier, the slug in its address."""
    description, here = one.found.description, settings.CENTRE_URL
    urls = (description.uri, *description.landing_pages)
    slugs = [
        url.removeprefix(base).rstrip("/")
        for base in (f"{here}/datasets/", f"{here}/id/dataset/")
        for url in urls
        if url.startswith(base)
    ]
    return [slug for slug in (*slugs, description.identifier) if slug and "/" not in slug]


def _may_destroy(remote: Remote) -> bool:
    """Whether its source may have copies of a record destroyed: it says what is shown of it, or the
    record stands on its own host, whoever else has it."""
    return not remote.is_copy or remote.is_own


def _is_from_here(one: Wanted) -> bool:
    found = one.found
    return is_from_here(settings.CENTRE_URL, found.description, found.provenance.path)


def _one_of(others: dict[str, list[Remote]], keys: Keys) -> Remote | None:
    """The one record of another source that shares a key; none where several share it, as where all
    of a catalogue name its front page."""
    for key in (keys.uri, keys.identifier, keys.page):
        found = {remote.pk: remote for remote in others.get(key, ())} if key else {}
        if len({remote.dataset_id for remote in found.values()}) == 1:
            return next(iter(found.values()))
    return None


def _repeated(found: Found) -> Trouble:
    title = found.description.title()
    return Trouble("harvest.name_repeated", found.name, {"title": title}, True)


def _problem(run: Run, trouble: Trouble) -> Problem:
    facts = {
        name: value if isinstance(value, int) else str(value).replace("\x00", "")[:500]
        for name, value in trouble.facts.items()
    }
    return Problem(
        run=run,
        code=trouble.code,
        record=trouble.record.replace("\x00", "")[:500],
        facts=facts,
        is_left_out=trouble.is_left_out,
    )
