"""`odms harvest`: one run over a remote catalogue, or over a file of one, by hand.

With --dry-run without a centre and without Django. Exit status 0: the run came to its end; 1: the
source could not be used, or broke off; 2: wrong use.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from odms.cli import centre, speech
from odms.cli.child import check, faultless
from odms.definitions.messages import sentences
from odms.errors import Unreadable

if TYPE_CHECKING:
    from odms.harvest.rehearsal import Rehearsal
    from odms.harvest.told import Job
    from odms.standards.reading import Trouble

_DEADLINE_S = 6 * 3_600.0
_COUNTS = ("added", "updated", "unchanged", "deleted", "refused")

Tell = Callable[[int, int | None], None]


def harvest(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Address of a catalogue, or a file of one")
    ],
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="What kind it is, where that is known: ckan, dcat, data-json …",
        ),
    ] = "",
    agency: Annotated[
        str,
        typer.Option(
            "--agency",
            metavar="SLUG",
            help="Whose datasets they are; by default the source's, else one is made for the catalogue",
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what is there; no centre is needed")
    ] = False,
    as_json: bool = speech.JSON,
) -> None:
    """Gather a remote catalogue: say what was added, updated, unchanged, deleted and refused."""
    if dry_run:
        with speech.refusing(), faultless():
            told = _rehearsed(_job(source, kind))
        _say(source, told, as_json=as_json)
        failure = told.failure and (told.failure.code, told.failure.facts)
    else:
        with centre.opened():
            failure = _gather(source, _job(source, kind), agency, as_json=as_json)
    if failure:
        code, facts = failure
        speech.tell(code, **facts)
        raise typer.Exit(speech.REFUSED)


def _job(source: str, kind: str) -> "Job":
    from odms.config import options
    from odms.harvest import kinds
    from odms.harvest.told import Job

    if kind:
        kinds.load(kind)
    networks = [str(one) for one in options.networks("ODMS_FETCH_NETWORKS")]
    if "://" in source:
        return Job(url=source, kind=kind, networks=networks, deadline_s=_DEADLINE_S)
    path = Path(source)
    if not path.exists():
        raise Unreadable("harvest.no_such_place", name=source)
    check(path)
    return Job(url=path.resolve().as_uri(), path=str(path.resolve()), kind=kind)


def _rehearsed(job: "Job") -> "Rehearsal":
    from odms.harvest.rehearsal import rehearse

    with _progress() as tell:
        return rehearse(job, tick=lambda told: tell(told.counts.added, told.n_total))


@contextmanager
def _progress() -> Iterator[Tell]:
    """A bar on standard error where a person looks on."""
    if not sys.stderr.isatty():
        yield lambda n, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda n, total: bar.update(task, completed=n, total=total)


def _say(source: str, told: "Rehearsal", *, as_json: bool) -> None:
    about = {
        "source": source,
        "kind": told.kind,
        "url": told.url,
        "title": told.title,
        "dry_run": True,
    }
    extent = {
        "n_total": told.n_total,
        "n_pages": told.n_pages,
        "is_complete": told.is_complete,
        "n_troubles": told.n_troubles,
    }
    more = {"preview": told.shown}
    _give(about, told.counts.to_dict(), extent, told.troubles, more, as_json=as_json)


def _gather(
    given: str, job: "Job", agency: str, *, as_json: bool
) -> tuple[str, dict[str, Any]] | None:
    """Gather into the centre; the code and facts of what broke it off, if anything did."""
    from django.utils import timezone

    from odms.harvest import actions, queries
    from odms.ledger.rules import SYSTEM
    from odms.standards.reading import Trouble

    source = queries.find_source(job.url, _agency(agency) if agency else None)
    if source is None:
        source = _kept(job, agency, timezone.now())
    now = timezone.now()
    with _progress() as tell:
        run = actions.harvest_now(
            by=SYSTEM,
            source=source,
            path=job.path,
            at=now,
            look=lambda run: tell(run.added + run.updated + run.unchanged, run.n_total),
        )
    about = {
        "source": given,
        "kind": source.kind,
        "url": source.url,
        "title": source.name,
        "dry_run": False,
    }
    extent = {
        "n_total": run.n_total,
        "n_pages": run.n_pages,
        "is_complete": run.is_complete,
        "n_troubles": sum(run.causes.values()),
    }
    more = {
        "run": run.id,
        "state": run.state,
        "agency": source.agency.slug,
        "copies": run.copies,
    }
    troubles = [
        Trouble(one.code, one.record, one.facts, one.is_left_out)
        for one in queries.list_problems(run, limit=None)
    ]
    counts = {name: getattr(run, name) for name in _COUNTS}
    _give(about, counts, extent, troubles, more, as_json=as_json)
    if run.state == "done":
        return None
    return run.failure.get("code", "harvest.was_cancelled"), run.failure.get("facts", {})


def _kept(job: "Job", agency: str, now: Any) -> Any:
    """The source that a new address or file is from now on, under an agency that stands for it."""
    from dataclasses import replace

    from odms.harvest import actions
    from odms.harvest.rehearsal import rehearse
    from odms.ledger.rules import SYSTEM

    seen = rehearse(replace(job, limit=1))
    host = urlsplit(seen.url).hostname or Path(job.path).stem
    name = seen.title or host
    owner = (
        _agency(agency) if agency else actions.agency_for(by=SYSTEM, name=name, host=host, at=now)
    )
    return actions.keep_by_hand(
        by=SYSTEM, agency=owner, name=name, url=job.url, kind=seen.kind, at=now
    )


def _agency(slug: str) -> Any:
    from odms.people import queries

    return queries.get_agency(slug)


def _give(
    about: dict[str, Any],
    counts: dict[str, int],
    extent: dict[str, Any],
    troubles: "Sequence[Trouble]",
    more: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    """Counts and troubles: one JSON object, or a table with the troubles beside it."""
    from odms.harvest.rules import severity

    errors = [one for one in troubles if severity(one) == "error"]
    if as_json:
        warnings = [one for one in troubles if severity(one) != "error"]
        listed = {"errors": [_trouble(one) for one in errors]}
        listed |= {"warnings": [_trouble(one) for one in warnings]}
        speech.give_json(about | {name: counts[name] for name in _COUNTS} | extent | listed | more)
        return
    heads = [speech.sentence(f"harvest.count.{name}") for name in _COUNTS]
    speech.give_table(heads, [[counts[name] for name in _COUNTS]])
    for one in troubles:
        text = speech.sentence(one.code, **one.facts)
        speech.tell_item(f"{one.record}: {text}" if one.record else text)


def _trouble(one: "Trouble") -> dict[str, Any]:
    return {
        "record": one.record,
        "code": one.code,
        "cause": speech.sentence(one.code, **one.facts),
        "messages": sentences(one.code, one.facts),
        "facts": one.facts,
        "is_left_out": one.is_left_out,
    }
