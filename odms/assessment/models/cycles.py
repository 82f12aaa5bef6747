"""Cycles of assessment: who takes part, what they came to, what was appealed."""

from django.db import models
from django.db.models import F, Q

from odms.assessment.frameworks import SUBJECTS
from odms.assessment.rules import CYCLE_STATES, FROZEN, ORIGINS, OUTCOMES
from odms.ledger.rules import new_id
from odms.people.models import Agency, User


class Cycle(models.Model):
    """One round of assessment, from its opening to its published figures.

    `figures` is its status chapter (`queries.cycles.status`); once it is closed, `hash` covers that and
    the hash of every participant, and stands in the ledger.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    frameworks = models.JSONField(default=list)  # codes
    state = models.CharField(max_length=10, default="open", choices=[(s, s) for s in CYCLE_STATES])
    origin = models.CharField(max_length=10, default="own", choices=[(o, o) for o in ORIGINS])
    source = models.JSONField(default=dict)  # {th, en, url, file, sha256} of an imported one
    surveyed_date = models.DateField(null=True, blank=True)
    declare_until = models.DateField(null=True, blank=True)
    review_until = models.DateField(null=True, blank=True)
    appeal_until = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(CYCLE_STATES)), name="cycle_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(FROZEN)) | Q(closed_at__isnull=False) & ~Q(hash=""),
                name="cycle_closed_is_hashed",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Participant(models.Model):
    """A subject in a cycle: an agency (of an imported one, perhaps known by its name alone), the centre.

    `results` is {framework: {answers: {question: {side: {…}}}, marks: {side: mark}}}, once frozen.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="participants")
    subject_kind = models.CharField(max_length=10, choices=[(k, k) for k in SUBJECTS])
    subject_id = models.CharField(max_length=26, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=100, blank=True)  # peers have the same; a sector, or as told
    position = models.PositiveIntegerField(default=0)
    is_publishing = models.BooleanField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    results = models.JSONField(default=dict)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["cycle", "position", "name"]
        indexes = [models.Index(fields=["agency", "cycle"])]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "subject_kind", "subject_id"],
                condition=~Q(subject_id=""),
                name="participant_once",
            ),
            models.UniqueConstraint(fields=["cycle", "name"], name="participant_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {self.name}"


class Appeal(models.Model):
    """An agency's word against a verified answer, and what another reviewer decided."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="appeals")
    answer = models.OneToOneField("Answer", models.PROTECT, related_name="appeal")
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, blank=True, choices=[(o, o) for o in OUTCOMES])
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")),
                name="appeal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(decided_by__isnull=False),
                name="appeal_outcome_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.answer_id}"
