"""Packages: what CKAN's clients are given of published datasets, as the bytes of their JSON."""

import hashlib
import zlib
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Concat, Upper

from odms import definitions, standards
from odms.catalogue.models import Dataset, Distribution, Package
from odms.catalogue.queries import describe_all
from odms.errors import Absent
from odms.ledger.queries import find, in_parts, places, rows_of
from odms.standards import ckan
from odms.standards.view import DatasetView


def get_package(name: str) -> tuple[Dataset, bytes]:
    """The package of the published dataset with this slug or identifier; of the dataset itself no
    more than whose it is. Raises Absent."""
    for statement in _ONE:
        for id, agency_id, made_of, content in rows_of(statement, [name]):
            if made_of == edition():
                whose = Dataset.from_db(None, ["id", "agency_id"], [id, agency_id])
                return whose, zlib.decompress(content)
    published = Dataset.objects.filter(state="published")
    dataset = find(published, slug=name) or find(published, id=name)
    if dataset is None:
        raise Absent("catalogue.no_such_dataset", slug=name)
    return dataset, compose([dataset.id])[dataset.id]


def list_packages(ids: Collection[str]) -> dict[str, bytes]:
    """The packages of the published datasets among these, by the dataset's id."""
    found: dict[str, bytes] = {}
    wanted = edition()
    for some in in_parts(ids):
        # SQLite would look through the whole edition where it is asked for both
        for id, made_of, content in rows_of(_MANY.format(places(some)), some):
            if made_of == wanted:
                found[id] = zlib.decompress(content)
    return found | compose([id for id in ids if id not in found])


# what harvesters ask without end
_ONE = (
    "SELECT d.id, d.agency_id, p.edition, p.content FROM catalogue_package p "
    "JOIN catalogue_dataset d ON d.id = p.dataset_id WHERE d.slug = %s",
    "SELECT d.id, d.agency_id, p.edition, p.content FROM catalogue_package p "
    "JOIN catalogue_dataset d ON d.id = p.dataset_id WHERE d.id = %s",
)
_MANY = "SELECT dataset_id, edition, content FROM catalogue_package WHERE dataset_id IN ({})"


def compose(ids: Iterable[str]) -> dict[str, bytes]:
    """The packages of the published datasets among these, made from the tables."""
    found: dict[str, bytes] = {}
    for some in in_parts(ids):
        published = Dataset.objects.filter(id__in=some, state="published")
        datasets = list(published.prefetch_related("agency"))
        found |= written(describe_all(datasets, with_columns=False))
    return found


def written(told: Iterable[DatasetView]) -> dict[str, bytes]:
    """The packages of datasets that are at hand, by their id."""
    base_url = settings.CENTRE_URL
    return {one.id: orjson.dumps(ckan.to_package(one, base_url=base_url)) for one in told}


def list_stale_packages(limit: int) -> list[str]:
    """At most so many published datasets whose package is missing or of another edition."""
    current = Package.objects.filter(edition=edition()).values("dataset_id")
    stale = Dataset.objects.filter(state="published").exclude(id__in=current)
    return list(stale.order_by().values_list("id", flat=True)[:limit])


def resource_fields() -> dict[str, Any]:
    """What resources can be searched for by, and where the database has it."""
    address = f"{settings.CENTRE_URL}/datasets/"
    parts = (Value(address), F("dataset__slug"), Value("/"), F("slug"), Value(".csv"))
    return {
        "id": F("id"),
        "name": F("title_th"),
        "package_id": F("dataset_id"),
        "url": _linked(F("address"), Concat(*parts, output_field=TextField())),
        "format": _linked(Upper("source_format"), Value("CSV")),
        "mimetype": _linked(F("media_type"), Value("text/csv")),
        "description": Value(""),
        "hash": Value(""),
    }


def search_resources(
    asked: Sequence[tuple[str, str]], *, order: str = "", offset: int = 0, limit: int = 100
) -> tuple[int, list[tuple[str, str]]]:
    """How many public resources there are of which each field (`resource_fields`) holds its text, in
    any case, and a page of them: identifiers of resource and dataset."""
    fields = resource_fields()
    has_form = Q(current__isnull=False) | (Q(kind="link", is_declared=False) & ~Q(address=""))
    found = Distribution.objects.filter(has_form, dataset__state="published")
    for n, (field, text) in enumerate(asked):
        test = "istartswith" if field == "hash" else "icontains"
        found = found.alias(**{f"field_{n}": fields[field]})
        found = found.filter(**{f"field_{n}__{test}": text})
    by = fields.get(order)
    found = found.order_by(*([] if by is None or isinstance(by, Value) else [by]), "id")
    page = found.values_list("id", "dataset_id")[offset : offset + limit]
    return found.count(), list(page)


def _linked(link: Any, table: Any) -> Case:
    """What is told of a file elsewhere, and what of a table."""
    return Case(When(kind="link", then=link), default=table, output_field=TextField())


def edition() -> str:
    """With what packages are written now: this centre's address, our code and the country's lists."""
    return _edition(settings.CENTRE_URL)


@lru_cache(maxsize=2)
def _edition(base_url: str) -> str:
    sources = [
        *Path(standards.__path__[0]).rglob("*.py"),
        *Path(definitions.__path__[0]).glob("th/*.yaml"),
    ]
    told = [base_url.encode(), *(path.read_bytes() for path in sorted(sources))]
    return hashlib.sha256(b"\0".join(told)).hexdigest()[:16]
