"""Tables of the balance of supply and demand, and of what is wanted most and served least."""

from django.db import models
from django.db.models import Q

from odms.assessment.balance import KINDS


class BalanceDay(models.Model):
    """How a theme, an agency or a province stood on a day: its shares of supply and demand, from 0 to 1;
    `counts` are what was counted, `parts` the shares of each part."""

    day = models.DateField()
    subject_kind = models.CharField(max_length=10, choices=[(k, k) for k in KINDS])
    subject_id = models.CharField(max_length=100)
    supply = models.FloatField()
    demand = models.FloatField()
    counts = models.JSONField(default=dict)
    parts = models.JSONField(default=dict)

    class Meta:
        ordering = ["day"]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "subject_kind", "subject_id"], name="balance_day_once"
            ),
            models.CheckConstraint(
                condition=Q(subject_kind__in=list(KINDS)), name="balance_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.subject_kind} {self.subject_id}"


class Wanted(models.Model):
    """What people look for in vain or ask for, similar words together; made anew each night."""

    position = models.PositiveIntegerField(unique=True)
    text = models.CharField(max_length=300)  # of the heaviest wish
    theme = models.CharField(max_length=40, blank=True)  # empty: none is near
    weight = models.PositiveBigIntegerField()
    n_searches = models.PositiveBigIntegerField()
    n_requests = models.PositiveIntegerField()
    n_votes = models.PositiveIntegerField()
    texts = models.JSONField(default=list)  # the other ones
    requests = models.JSONField(default=list)  # identifiers
    entries = models.JSONField(default=list)  # [[identifier of an entry, how much it covers]]
    day = models.DateField()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "wanted"

    def __str__(self) -> str:
        return self.text
