"""Strands, policies and the roadmap: who does what by when, and what came of it."""

from django.db import models
from django.db.models import F, Q

from odms.ledger.rules import new_id
from odms.people.models import Agency, User
from odms.programme.models.indicators import Indicator
from odms.programme.rules import MILESTONE_KINDS, MILESTONE_STATES, PART_KINDS, TERMS


class Part(models.Model):
    """A strand of providers or users, a draft policy, or an item of one of these."""

    code = models.SlugField(primary_key=True, max_length=60)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in PART_KINDS])
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="items")
    position = models.PositiveSmallIntegerField()
    name_th = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    about_th = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    indicators = models.ManyToManyField(Indicator, related_name="parts", blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(PART_KINDS)), name="part_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="item", parent__isnull=False)
                | ~Q(kind="item") & Q(parent__isnull=True),
                name="part_item_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name_th


class Body(models.Model):
    """A body that leads or supports; `agency` is the same in the centre's register, if it is there."""

    code = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveSmallIntegerField()
    name_th = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    role_th = models.TextField(blank=True)
    role_en = models.TextField(blank=True)
    listed_as = models.CharField(max_length=40, blank=True)
    is_uncertain = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name_th


class Milestone(models.Model):
    """A step of the roadmap, a milestone under it, or what is missing in a dimension.

    A year is of the Buddhist era. The names of what the guideline prints are never changed.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in MILESTONE_KINDS])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    position = models.PositiveSmallIntegerField(default=0)
    term = models.CharField(max_length=5, blank=True, choices=[(t, t) for t in TERMS])
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    year_until = models.PositiveSmallIntegerField(null=True, blank=True)
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    about_th = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    is_printed = models.BooleanField(default=False)  # in the guideline
    is_uncertain = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, default="planned", choices=[(s, s) for s in MILESTONE_STATES]
    )
    reason = models.TextField(blank=True)  # why it was stopped or taken up again
    agency = models.ForeignKey(Agency, models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.CharField(max_length=300, blank=True)  # a unit or a person's office
    due_date = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    evidence_url = models.URLField(max_length=2000, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    parts = models.ManyToManyField(Part, related_name="milestones", blank=True)
    indicators = models.ManyToManyField(Indicator, related_name="milestones", blank=True)

    class Meta:
        ordering = ["year", "position", "due_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(MILESTONE_KINDS)), name="milestone_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(MILESTONE_STATES)), name="milestone_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(evidence="") | ~Q(evidence_url=""),
                name="milestone_done_has_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state="stopped") | ~Q(reason=""), name="milestone_stopped_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(year_until__isnull=True) | Q(year_until__gte=F("year")),
                name="milestone_years_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title_th


class Lead(models.Model):
    """That a body leads or supports a step, and as what."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="leads")
    body = models.ForeignKey(Body, models.CASCADE, related_name="leads")
    role_th = models.CharField(max_length=300, blank=True)
    role_en = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "body"], name="lead_once"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} {self.body}"


class Note(models.Model):
    """What somebody of the centre tells of the progress of a milestone. Never changed."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.milestone} {self.at}"
