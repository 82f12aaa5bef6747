"""A source read in a child process: fetched, understood, cleaned, page by page. No Django.

Runs as `python -m odms.harvest.reading` within the sandbox, but for the network; what the job names
is read, and each line of its answer is JSON: the kind, then the pages, then the end or a refusal.
"""

import gc
import hashlib
import ipaddress
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import orjson

from odms.catalogue.rules import STRAIGHT, Provenance
from odms.engine import sandbox
from odms.errors import Refused
from odms.harvest import kinds
from odms.harvest.cleaning import CLOSED, cleaned
from odms.harvest.fetching import LIMITS, AtHand, Fetch, Web
from odms.harvest.page import Gone, Page, Raw
from odms.harvest.told import Found, Job, Part
from odms.outward import Session
from odms.standards.description import Description, to_dict
from odms.standards.reading import Reading, Trouble

# to be raised when readers or cleaning say something else of the same record
EDITION = 1

# records that are kept in one transaction
AT_ONCE = 500

# what is shown as a dataset; services are told with the datasets that name them
TAKEN = ("dataset", "series")

_SORTED = orjson.OPT_SORT_KEYS

# after how many new objects Python looks for those that nothing reaches any more
_ALLOCATIONS = 100_000


def parts(job: Job) -> Iterator[dict[str, Any]]:
    """What the child tells of a job: `{"kind", "url"}`, then `{"part"}` for each page.

    Raises what the source refuses.
    """
    with ExitStack() as stack:
        fetch, url = _fetch(job, stack)
        name = job.kind
        if not name:
            name, url = kinds.find(fetch, url)
        yield {"kind": name, "url": url}
        pages = kinds.load(name).pages(
            fetch, url, options=job.options, since=job.since, cursor=job.cursor
        )
        n = 0
        for part in _parts(pages, job):
            n += len(part.found) + len(part.unchanged)
            is_enough = bool(job.limit) and n >= job.limit
            if is_enough:
                part.found = part.found[: job.limit]
            yield {"part": part.to_json()}
            if is_enough:
                return


def _parts(pages: Iterator[Page], job: Job) -> Iterator[Part]:
    """Pages as the parent takes them; a large one in several parts, of which only the last says where
    to go on."""
    begins = job.cursor
    for page in pages:
        part = Part(cursor=begins, lists_all=page.lists_all)
        for raw in page.raws:
            _take_raw(raw, job, part)
            if part.size >= AT_ONCE:
                yield part
                part = Part(cursor=begins, lists_all=page.lists_all)
        for description in page.reading.descriptions:
            mark = fingerprint(orjson.dumps(to_dict(description), option=_SORTED))
            _take(description.identifier, mark, description, job, part)
            if part.size >= AT_ONCE:
                yield part
                part = Part(cursor=begins, lists_all=page.lists_all)
        _close(part, page)
        yield part
        begins = page.cursor


def fingerprint(told: bytes) -> str:
    """What tells a record from the same one changed, and from how an older edition read it."""
    return hashlib.blake2b(told, digest_size=16, salt=str(EDITION).encode()).hexdigest()


def _fetch(job: Job, stack: ExitStack) -> tuple[Fetch, str]:
    if job.path:
        file = AtHand(Path(job.path))
        return file, file.url
    session = Session(
        limits=LIMITS,
        allowed=[ipaddress.ip_network(one) for one in job.networks],
        own_host=urlsplit(job.url).hostname or "",
        own_headers=job.headers,
    )
    stack.enter_context(session)
    return Web(session, ends_at=time.monotonic() + job.deadline_s), job.url


def _close(part: Part, page: Page) -> None:
    """Put into the last part of a page what is said of the page as a whole."""
    reading = page.reading
    part.troubles += reading.troubles
    part.gone += page.gone
    part.destroyed += page.destroyed
    part.cursor, part.is_last = page.cursor, page.is_last
    part.title, part.n_total = reading.title, reading.n_total
    part.is_complete = part.is_complete and reading.is_complete


def _take_raw(raw: Raw, job: Job, part: Part) -> None:
    mark = fingerprint(raw.told)
    if raw.name and job.known.get(raw.name) == mark:
        part.unchanged.append(raw.name)
        return
    reading: Reading = raw.read()
    part.troubles += reading.troubles
    part.is_complete = part.is_complete and reading.is_complete
    for description in reading.descriptions:
        name = raw.name or description.identifier
        _take(name, mark, description, job, part, raw.provenance)


def _take(
    name: str,
    mark: str,
    description: Description,
    job: Job,
    part: Part,
    provenance: Provenance = STRAIGHT,
) -> None:
    if description.kind not in TAKEN:
        part.troubles.append(Trouble("harvest.is_service", name))
        return
    if job.known.get(name) == mark:
        part.unchanged.append(name)
        return
    clean, troubles = cleaned(description)
    part.troubles += troubles
    if clean is not None:
        part.found.append(Found.of(name, mark, clean, provenance))
    elif any(one.code == CLOSED for one in troubles):
        # what was open and is no more goes at once
        part.gone.append(Gone(name))


# The child


def main() -> None:
    """The child's life: read the job, lock the doors, tell what is found line by line."""
    # what is read lives until its page is told; looking for cycles in it took a tenth of the time
    gc.set_threshold(_ALLOCATIONS)
    job = orjson.loads(sys.stdin.buffer.read())
    limits = sandbox.Limits(**job["limits"])
    os.environ.update(job["environment"])
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer
        sandbox.lock(limits, is_online=True)
        try:
            for told in parts(Job(**job["job"])):
                _tell(out, told)
            _tell(out, {"end": True})
        except Refused as refused:
            _tell(out, sandbox.told(refused))
        except Exception as error:
            if (passed := sandbox.limit(error, limits)) is None:
                raise
            _tell(out, sandbox.told(passed))


def _tell(out: BinaryIO, told: dict[str, Any]) -> None:
    out.write(orjson.dumps(told, default=str) + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
