"""Tables of usage. No address, no person; counts outlive what they count, so they have no keys to it."""

from django.db import models
from django.db.models import Q

from odms.usage.rules import CHANNELS, KINDS


class DailyCount(models.Model):
    """How often something was used on a day; `dataset_id` and `agency_id` are empty where none is
    meant, since a database takes two nulls for different and would count twice."""

    day = models.DateField()
    kind = models.CharField(max_length=20, choices=[(k, k) for k in KINDS])
    dataset_id = models.CharField(max_length=26, blank=True)
    agency_id = models.CharField(max_length=26, blank=True)
    channel = models.CharField(max_length=10, choices=[(c, c) for c in CHANNELS])
    n = models.PositiveBigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["dataset_id", "day"]),
            models.Index(fields=["agency_id", "day"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "kind", "dataset_id", "agency_id", "channel"],
                name="daily_count_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="daily_count_kind"),
            models.CheckConstraint(
                condition=Q(channel__in=list(CHANNELS)), name="daily_count_channel"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.n}"


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


class TakenUp(models.Model):
    """A part of the journal whose uses are in the counts: it is never counted twice."""

    name = models.CharField(primary_key=True, max_length=60)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "taken up"

    def __str__(self) -> str:
        return self.name
