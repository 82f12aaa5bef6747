"""Tables of figures: what is kept of each public dataset, the counts of each subject now and on past
days, and how far the ledger was followed."""

from django.db import models
from django.db.models import Q

from odms.assessment.sums import KINDS
from odms.catalogue.models import Dataset
from odms.ledger.rules import GENESIS
from odms.people.models import Agency


class DatasetFacts(models.Model):
    """What of a public dataset goes into sums, so that a sum is a matter of the database."""

    dataset = models.OneToOneField(Dataset, models.CASCADE, primary_key=True, related_name="+")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    theme = models.CharField(max_length=40, blank=True)
    province = models.CharField(max_length=2, blank=True)  # the one that it is about
    # when its next update is due; null where none was promised
    due_date = models.DateField(null=True, blank=True)
    # points in each framework; null until it is scored
    mqa = models.FloatField(null=True, blank=True)
    nso = models.FloatField(null=True, blank=True)
    stars = models.FloatField(null=True, blank=True)
    items = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["dataset"]
        verbose_name_plural = "dataset facts"
        indexes = [
            models.Index(fields=["agency", "dataset"]),
            models.Index(fields=["theme", "dataset"]),
            models.Index(fields=["province", "dataset"]),
        ]

    def __str__(self) -> str:
        return self.dataset_id


class Figures(models.Model):
    """The counts of one subject as they are now; `sums.figure` says what they come to.

    `subject_id` is an agency's identifier, else a code; `ministry` is that of an agency. `states` are
    those of an agency's processes.
    """

    subject_kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    subject_id = models.CharField(max_length=100)
    ministry = models.CharField(max_length=100, blank=True, db_index=True)
    counts = models.JSONField(default=dict)
    states = models.JSONField(default=dict)
    at = models.DateTimeField()  # since when they are so

    class Meta:
        ordering = ["subject_kind", "subject_id"]
        verbose_name_plural = "figures"
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="figures_once"),
            models.CheckConstraint(
                condition=Q(subject_kind__in=list(KINDS)), name="figures_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class PastFigures(models.Model):
    """The counts of a subject from a day on, until the next row; states are not kept."""

    subject_kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    subject_id = models.CharField(max_length=100)
    day = models.DateField()
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["day"]
        verbose_name_plural = "past figures"
        indexes = [models.Index(fields=["subject_kind", "day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "day"], name="past_figures_once"
            ),
            models.CheckConstraint(
                condition=Q(subject_kind__in=list(KINDS)), name="past_figures_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.day}"


class FiguresFollower(models.Model):
    """Up to which entry of the ledger figures were computed, and when it was looked at last; whoever
    follows holds the lease. `is_stale`: all is to be computed anew. Marks come
    after what they are of: those of entries up to `marks_seq` are in the figures."""

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    marks_seq = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    is_stale = models.BooleanField(default=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="figures_follower_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
