"""Indicators: bound to what the centre computes, with a target of the centre's and their course."""

from django.db import models
from django.db.models import Q

from odms.people.models import User
from odms.programme.rules import UNITS


class Indicator(models.Model):
    """A number by which the programme is followed.

    `value` is computed each night by `source`; `declared` is what the centre says of itself where
    nothing is computed, with its evidence. A year is of the Buddhist era. `peer` is the mean that
    others report, None where none is published.
    """

    code = models.SlugField(primary_key=True, max_length=80)
    position = models.PositiveSmallIntegerField()
    name_th = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    unit = models.CharField(max_length=10, choices=[(u, u) for u in UNITS])
    source = models.CharField(max_length=100)
    framework = models.CharField(max_length=40, blank=True)  # of a mark
    group = models.CharField(max_length=40, blank=True)  # of the framework; empty: the whole
    baseline = models.FloatField(null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)
    target = models.FloatField(null=True, blank=True)
    target_year = models.PositiveSmallIntegerField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    n = models.FloatField(null=True, blank=True)  # what the value counts
    of = models.FloatField(null=True, blank=True)  # and of how many
    measured_at = models.DateTimeField(null=True, blank=True)
    declared = models.FloatField(null=True, blank=True)
    declared_note = models.TextField(blank=True)
    declared_url = models.URLField(max_length=2000, blank=True)
    declared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    declared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(unit__in=list(UNITS)), name="indicator_unit_known"),
            models.CheckConstraint(
                condition=Q(declared__isnull=True) | Q(declared_by__isnull=False),
                name="indicator_declared_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name_th

    @property
    def now(self) -> float | None:
        """What holds: what was computed, else what the centre says of itself."""
        return self.value if self.value is not None else self.declared

    @property
    def is_declared(self) -> bool:
        """Whether what holds was said and not computed."""
        return self.value is None and self.declared is not None


class IndicatorValue(models.Model):
    """What an indicator came to from a day on, until the next row."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    day = models.DateField()
    value = models.FloatField(null=True, blank=True)
    n = models.FloatField(null=True, blank=True)
    of = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "day"], name="indicator_value_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.day} {self.value}"
