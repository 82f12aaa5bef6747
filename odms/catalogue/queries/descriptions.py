"""Published datasets as every standard is written from them."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Max

from odms.catalogue.models import Dataset
from odms.catalogue.queries import describe_all, list_ids
from odms.standards.description import Description
from odms.standards.view import describe_catalogue, describe_view


def get_description(dataset: Dataset) -> Description:
    """The description of a published dataset."""
    return list_descriptions([dataset])[0]


def list_descriptions(datasets: Sequence[Dataset]) -> list[Description]:
    """The descriptions of several published datasets at once, in the order given."""
    return [describe_view(view, settings.CENTRE_URL) for view in describe_all(datasets)]


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
