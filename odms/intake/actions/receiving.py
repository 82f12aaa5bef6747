"""Taking files in."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction

from odms.catalogue.models import Dataset, Distribution
from odms.catalogue.rules import check_own
from odms.errors import Absent, Conflict, Invalid, TooLarge
from odms.intake.actions.news import enter, tell
from odms.intake.models import Delivery
from odms.intake.originals import originals
from odms.intake.rules import (
    WAYS,
    check_key,
    check_source,
    file_name,
    own_key,
    without_query,
)
from odms.intake.signals import delivery_waiting
from odms.lake.originals import Blob
from odms.outward import Limits, fetch
from odms.people.models import Agency, User
from odms.people.queries import check_by


def receive(
    *,
    by: User,
    agency: Agency,
    stream: BinaryIO,
    name: str,
    way: str,
    at: datetime,
    key: str | None = None,
    dataset: Dataset | None = None,
    distribution: Distribution | None = None,
    slug: str = "",
    source_url: str = "",
) -> Delivery:
    """Take a file in: when this returns, its bytes and its row survive a power cut.

    The same key of the same agency gives the delivery that stands already; without a key the same
    bytes for the same dataset are one delivery. A dataset that is not there yet is told by the
    `slug` that it is meant to get, if that is known; a file for one table of it, whatever its own
    tables are called, names the `distribution`. Raises Invalid for an empty or nameless file,
    TooLarge, Absent for another agency's dataset, and Conflict where the key was used for other
    bytes.
    """
    check_by(by, "delivery.make", agency.id)
    if way not in WAYS:
        raise ValueError(way)
    if dataset is not None and dataset.agency_id != agency.id:
        raise Absent("catalogue.no_such_dataset", slug=dataset.slug)
    if distribution is not None and (dataset is None or distribution.dataset_id != dataset.id):
        raise Absent("catalogue.no_such_distribution", id=distribution.id)
    if dataset is not None:
        check_own(slug=dataset.slug, is_gathered=dataset.is_gathered)
    check_key(key or "")
    name = file_name(name)
    blob = _keep(stream, name)
    about = distribution.id if distribution else dataset.id if dataset else ""
    wanted = {"agency": agency, "key": key or own_key(blob.sha256, about=about, slug=slug)}
    try:
        with transaction.atomic():
            if (known := Delivery.objects.filter(**wanted).first()) is not None:
                return _same(known, blob.sha256)
            delivery = Delivery.objects.create(
                **wanted,
                dataset=dataset,
                distribution=distribution,
                by=by,
                token=by.token,
                way=way,
                name=name,
                source_url=source_url,
                size_bytes=blob.size_bytes,
                sha256=blob.sha256,
                received_at=at,
            )
            facts = {"name": name, "size_bytes": blob.size_bytes, "sha256": blob.sha256, "way": way}
            if source_url:
                facts["source_url"] = without_query(source_url)
            enter(by, "delivery.received", delivery, at, facts)
            tell(delivery_waiting, delivery.id)
    except IntegrityError:
        # the same delivery came twice at once, and the other was first
        return _same(Delivery.objects.get(**wanted), blob.sha256)
    return delivery


def receive_from(
    *,
    by: User,
    agency: Agency,
    url: str,
    way: str,
    at: datetime,
    key: str | None = None,
    dataset: Dataset | None = None,
    distribution: Distribution | None = None,
) -> Delivery:
    """Fetch the file at `url` and take it in; the delivery remembers where it came from.

    Raises as `receive` does, Invalid for an address that is refused, Unreadable where the other
    side fails, and TooLarge.
    """
    check_by(by, "delivery.make", agency.id)
    check_source(url)
    with tempfile.TemporaryDirectory(prefix="odms-fetch-") as folder:
        target = Path(folder) / "file"
        limits = Limits(max_bytes=settings.MAX_UPLOAD_BYTES, deadline_s=settings.FETCH_TIMEOUT_S)
        fetched = fetch(url, target, limits=limits, allowed=settings.FETCH_NETWORKS)
        with target.open("rb") as stream:
            return receive(
                by=by,
                agency=agency,
                stream=stream,
                name=fetched.name,
                way=way,
                at=at,
                key=key,
                dataset=dataset,
                distribution=distribution,
                source_url=url,
            )


def _keep(stream: BinaryIO, name: str) -> Blob:
    try:
        blob = originals().put(stream, max_bytes=settings.MAX_UPLOAD_BYTES)
    except TooLarge as error:
        raise TooLarge("intake.too_large", name=name, **error.facts) from None
    if blob.size_bytes == 0:
        raise Invalid("intake.file_empty", name=name, item="file")
    return blob


def _same(known: Delivery, sha256: str) -> Delivery:
    if known.state == "destroyed" and known.sha256 == sha256:
        # they were put down before their row was looked for
        if not Delivery.objects.filter(sha256=sha256).exclude(state="destroyed").exists():
            originals().destroy(sha256)
        raise Conflict("intake.destroyed", name=known.name, sha256=sha256)
    if known.sha256 != sha256:
        raise Conflict("intake.key_used", key=known.key)
    return known
