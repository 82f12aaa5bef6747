"""Tables of usage. No address, no person; counts outlive what they count, so they have no keys to it.

`source` is `here` for this centre's own doors, else the agency whose log or tracker told of the use.
Days of the counts are local; `dataset_id` and `agency_id` are empty where none is meant.
"""

from django.db import models
from django.db.models import Q

from odms.usage.rules import ACCESSES, CHANNELS


class Counted(models.Model):
    """How often something was used on a day, by kind, double clicks aside."""

    day = models.DateField()
    source = models.CharField(max_length=26)
    agency_id = models.CharField(max_length=26, blank=True)
    n_views = models.PositiveBigIntegerField()
    n_records = models.PositiveBigIntegerField()
    n_rows = models.PositiveBigIntegerField()
    n_sql = models.PositiveBigIntegerField()
    n_downloads = models.PositiveBigIntegerField()
    n_embeds = models.PositiveBigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day} {self.source} {self.agency_id}"


class DatasetDay(Counted):
    """The use of a dataset on a day by people and their machines: by kind, in how many sessions it was
    investigated and requested, and how much of this by machines."""

    dataset_id = models.CharField(max_length=26)
    n_unique_investigations = models.PositiveBigIntegerField()
    n_unique_requests = models.PositiveBigIntegerField()
    n_machine_investigations = models.PositiveBigIntegerField()
    n_machine_unique_investigations = models.PositiveBigIntegerField()
    n_machine_requests = models.PositiveBigIntegerField()
    n_machine_unique_requests = models.PositiveBigIntegerField()

    class Meta:
        # the one index, in the order in which rows are written: who asks for days names each of them
        constraints = [
            models.UniqueConstraint(
                fields=["day", "agency_id", "dataset_id", "source"], name="dataset_day_once"
            ),
        ]


class AgencyDay(Counted):
    """The use of all of an agency on a day through a channel, by an access method; the sum of all is
    the centre's."""

    channel = models.CharField(max_length=10, choices=[(c, c) for c in CHANNELS])
    access = models.CharField(max_length=10, choices=[(a, a) for a in ACCESSES])
    n_searches = models.PositiveBigIntegerField()
    n_failed_searches = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["agency_id", "day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "source", "agency_id", "channel", "access"], name="agency_day_once"
            ),
            models.CheckConstraint(condition=Q(access__in=ACCESSES), name="agency_day_access"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="agency_day_channel"),
        ]


class FailedSearch(models.Model):
    """What people searched for and did not find on a day; of an agency where they looked only there."""

    day = models.DateField()
    words = models.CharField(max_length=200)
    agency_id = models.CharField(max_length=26, blank=True)
    n = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["agency_id", "day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "words", "agency_id"], name="failed_search_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.words} {self.n}"


class ClosedDay(models.Model):
    """A day of a source whose events are forgotten: its counts stand, and nothing is added to it."""

    day = models.DateField()
    source = models.CharField(max_length=26)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "source"], name="closed_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.source}"
