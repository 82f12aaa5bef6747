"""Published datasets as every standard is written from them."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Max

from odms.catalogue.models import Dataset, Origin
from odms.catalogue.queries import describe_all, list_ids
from odms.ledger.queries import in_parts
from odms.standards.description import Description, from_dict
from odms.standards.view import describe_catalogue, describe_gathered, describe_view


def get_description(dataset: Dataset) -> Description:
    """The description of a published dataset."""
    return list_descriptions([dataset])[0]


def list_descriptions(
    datasets: Sequence[Dataset], *, with_columns: bool = True
) -> list[Description]:
    """The descriptions of several published datasets at once, in the order given."""
    told = list_told([dataset.id for dataset in datasets if dataset.is_gathered])
    return [
        describe_gathered(view, told[view.id], settings.CENTRE_URL)
        if view.id in told
        else describe_view(view, settings.CENTRE_URL)
        for view in describe_all(datasets, with_columns=with_columns)
    ]


def list_told(ids: Sequence[str]) -> dict[str, Description]:
    """What the sources of gathered datasets say of them, by the dataset's id."""
    found: dict[str, Description] = {}
    for some in in_parts(ids):
        rows = Origin.objects.filter(dataset_id__in=some).values_list("dataset_id", "description")
        found |= {id: from_dict(told) for id, told in rows}
    return found


def list_page(*, after: str = "", limit: int = 100) -> tuple[list[Dataset], str]:
    """At most so many published datasets that follow one by identifier, and after which one the
    next page begins; "" on the last."""
    ids = list_ids(after=after, limit=limit + 1)
    kept = ids[:limit]
    found = Dataset.objects.select_related("agency", "theme").filter(id__in=kept).order_by("id")
    return list(found), (kept[-1] if len(ids) > limit else "")


def get_catalogue() -> Description:
    """The description of this centre's catalogue itself."""
    changed = Dataset.objects.filter(state="published").aggregate(at=Max("modified_at"))["at"]
    notices = {language: told for language, told in settings.CENTRE_NOTICES.items() if told}
    return describe_catalogue(
        settings.CENTRE_URL,
        titles=dict(settings.CENTRE_NAMES),
        descriptions=notices or dict(settings.CENTRE_NAMES),
        modified=changed,
    )
