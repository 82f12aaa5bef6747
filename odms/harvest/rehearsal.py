"""What a run would do with nothing known yet: a source read from its beginning, nothing kept. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from odms.errors import Refused
from odms.harvest.rules import Counts
from odms.harvest.supervising import reading
from odms.harvest.told import Found, Job, Part
from odms.standards.description import in_language
from odms.standards.reading import Trouble

N_SHOWN = 20
MOST_TROUBLES = 10_000


@dataclass
class Rehearsal:
    """What became of it. `failure` is the refusal that ended it before its end, if one did."""

    kind: str = ""
    url: str = ""
    title: str = ""
    n_total: int | None = None
    n_pages: int = 0
    is_complete: bool = True
    counts: Counts = field(default_factory=Counts)
    shown: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    n_troubles: int = 0
    failure: Refused | None = None
    _marks: dict[str, str] = field(default_factory=dict, repr=False)

    def take(self, part: Part) -> None:
        """Count a page."""
        self.n_pages += 1
        self.title = self.title or part.title
        self.n_total = part.n_total if part.n_total is not None else self.n_total
        self.is_complete = self.is_complete and part.is_complete
        for trouble in part.troubles:
            self._tell(trouble)
        for found in part.found:
            self._take(found)

    def _take(self, found: Found) -> None:
        before = self._marks.setdefault(found.name, found.fingerprint)
        if before != found.fingerprint:
            title = found.description.title()
            self._tell(Trouble("harvest.name_repeated", found.name, {"title": title}, True))
        elif len(self._marks) > self.counts.added:
            self.counts.added += 1
            if len(self.shown) < N_SHOWN:
                self.shown.append(shown(found))

    def _tell(self, trouble: Trouble) -> None:
        self.counts.refused += trouble.is_left_out
        self.n_troubles += 1
        if len(self.troubles) < MOST_TROUBLES:
            self.troubles.append(trouble)


def rehearse(job: Job, *, tick: Callable[[Rehearsal], None] = lambda _: None) -> Rehearsal:
    """Read a source and keep nothing. Raises what the source refuses before its first page."""
    told = Rehearsal()
    try:
        with reading(job) as reader:
            told.kind, told.url = reader.kind, reader.url
            for part in reader.parts():
                told.take(part)
                tick(told)
    except Refused as refused:
        if not told.n_pages:
            raise
        told.failure, told.is_complete = refused, False
    return told


def shown(found: Found) -> dict[str, Any]:
    """A record in a few words, for a preview."""
    one = found.description
    return {
        "id": found.name,
        "kind": one.kind,
        "title": one.title(),
        "publisher": in_language(one.publisher.names, "th") if one.publisher else "",
        "modified": one.modified,
        "landing_page": next(iter(one.landing_pages), ""),
        "n_files": len(one.resources),
        # of a format told as an address of a vocabulary, what it ends with
        "formats": sorted(
            {file.format.rstrip("/").rpartition("/")[2] for file in one.resources if file.format}
        ),
    }
