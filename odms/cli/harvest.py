"""`odms harvest`: one run over a remote catalogue, or over a file of one, by hand.

With --dry-run without a centre and without Django. Exit status 0: the run came to its end; 1: the
source could not be used, or broke off; 2: wrong use.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from odms.cli import speech
from odms.cli.child import check, faultless
from odms.definitions.messages import sentences

if TYPE_CHECKING:
    from odms.harvest.rehearsal import Rehearsal
    from odms.harvest.told import Job
    from odms.standards.reading import Trouble

_DEADLINE_S = 6 * 3_600.0
_COUNTS = ("added", "updated", "unchanged", "deleted", "refused")


def harvest(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Address of a catalogue, or a file of one")
    ],
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="What kind it is, where that is known")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what is there; no centre is needed")
    ] = False,
    as_json: bool = speech.JSON,
) -> None:
    """Gather a remote catalogue: say what was added, updated, unchanged, deleted and refused."""
    with speech.refusing(), faultless():
        job = _job(source, kind)
        told = _rehearsed(job)
    _say(source, told, as_json=as_json)
    if told.failure is not None:
        speech.tell(told.failure.code, **told.failure.facts)
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
    check(path)
    return Job(url=path.resolve().as_uri(), path=str(path.resolve()), kind=kind)


def _rehearsed(job: "Job") -> "Rehearsal":
    from odms.harvest.rehearsal import rehearse

    with _progress() as tell:
        return rehearse(job, tick=lambda told: tell(told.counts.added, told.n_total))


@contextmanager
def _progress() -> Iterator[Callable[[int, int | None], None]]:
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
    from odms.harvest.rules import severity

    errors = [one for one in told.troubles if severity(one) == "error"]
    if as_json:
        speech.give_json(
            {
                "source": source,
                "kind": told.kind,
                "url": told.url,
                "title": told.title,
                "dry_run": True,
                **told.counts.to_dict(),
                "n_total": told.n_total,
                "n_pages": told.n_pages,
                "is_complete": told.is_complete,
                "errors": [_trouble(one) for one in errors],
                "warnings": [_trouble(one) for one in told.troubles if one not in errors],
                "n_troubles": told.n_troubles,
                "preview": told.shown,
            }
        )
        return
    counts = told.counts.to_dict()
    heads = [speech.sentence(f"harvest.count.{name}") for name in _COUNTS]
    speech.give_table(heads, [[counts[name] for name in _COUNTS]])
    for one in told.troubles:
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
