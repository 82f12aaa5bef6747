"""Tables of usage. No address, no person; counts outlive what they count, so they have no keys to it.

`source` is `here` for this centre's own doors, else the agency whose log or tracker told of the use.
Days of the counts are local; `dataset_id` and `agency_id` are empty where none is meant.
"""

from django.db import models
from django.db.models import Q

from odms.ledger.rules import new_id
from odms.people.models import Agency
from odms.usage.rules import ACCESSES, CHANNELS, IMPORT_STATES


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


class ThemeDay(Counted):
    """The use of the datasets of a theme on a day by people and their machines, as their themes were
    when it was counted; summed here, since a year of all datasets takes too long to go through."""

    agency_id = None
    theme = models.CharField(max_length=40, blank=True)  # its code, empty for those without one

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "source", "theme"], name="theme_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.source} {self.theme}"


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


class Import(models.Model):
    """A log or tracker's file of an agency, what was counted of it and what was not. The file itself
    goes when it is counted: it has addresses of people."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    state = models.CharField(
        max_length=10, default="waiting", choices=[(s, s) for s in IMPORT_STATES]
    )
    received_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, blank=True)
    n_lines = models.PositiveBigIntegerField(default=0)
    n_counted = models.PositiveBigIntegerField(default=0)
    n_unmatched = models.PositiveBigIntegerField(default=0)
    refused = models.JSONField(default=dict)  # lines by why they did not count
    unmatched = models.JSONField(default=list)  # [[address, n]], the most frequent
    by_kind = models.JSONField(default=dict)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    trouble = models.JSONField(default=dict)  # code and facts of a refusal

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "sha256"], name="import_file_once"),
            models.CheckConstraint(condition=Q(state__in=IMPORT_STATES), name="import_state_known"),
        ]

    def __str__(self) -> str:
        return self.name


class TrackerTotal(models.Model):
    """What a tracker had counted of something when it was last told: the next tells what came since."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    total = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="tracker_total_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.total}"
