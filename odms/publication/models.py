"""Tables of publication: a case carries one proposal to publish, from draft to published; evidence
and answers tell how the sixteen processes stand."""

from django.db import models
from django.db.models import F, Q

from odms.catalogue.models import Dataset
from odms.intake.models import Delivery
from odms.ledger.rules import new_id
from odms.people.models import Agency, User
from odms.publication.answering import ANSWERS, SIDES, SUBJECTS
from odms.publication.rules import CASE_STATES, OPEN_STATES


class Case(models.Model):
    """A proposal to publish a dataset or a change of it, and what became of it."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="+")
    # none where only the description changes
    delivery = models.OneToOneField(
        Delivery, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, default="draft", choices=[(s, s) for s in CASE_STATES])
    record = models.JSONField(default=dict)  # proposed, shape `odms.standards.record.Record`
    note = models.TextField(blank=True)  # from the steward to the approver
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # of the last return or withdrawal
    published_at = models.DateTimeField(null=True, blank=True)
    # while approved: until when the worker that builds its tables is trusted
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["state", "-opened_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(CASE_STATES)), name="case_state_known"
            ),
            models.UniqueConstraint(
                fields=["dataset"], condition=Q(state__in=list(OPEN_STATES)), name="case_open_once"
            ),
            # two different people, whatever the code above does
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"])
                | Q(decided_by__isnull=False, submitted_by__isnull=False)
                & ~Q(decided_by=F("submitted_by")),
                name="case_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.dataset}"


class Evidence(models.Model):
    """Figures that a room handed in for a process: of a process, subject and source the last counts.

    Never changed once written.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    process = models.CharField(max_length=30)
    subject_kind = models.CharField(max_length=10, choices=[(k, k) for k in SUBJECTS])
    subject_id = models.CharField(max_length=26)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)  # the room that gave it, `health.links`
    figures = models.JSONField(default=dict)
    by_id = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "evidence"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "process", "source", "-at"]),
            models.Index(fields=["agency", "process", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_kind__in=list(SUBJECTS)), name="evidence_subject_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.subject_kind} {self.subject_id} {self.source}"


class Answer(models.Model):
    """What a person said of a process, declared or verified: the last of each side is in force.

    Never changed once written. `review_date` is when it is to be given again.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    process = models.CharField(max_length=30)
    subject_kind = models.CharField(max_length=10, choices=[(k, k) for k in SUBJECTS])
    subject_id = models.CharField(max_length=26)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=[(s, s) for s in SIDES])
    answer = models.CharField(max_length=8, choices=[(a, a) for a in ANSWERS])
    facts = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    url = models.URLField(max_length=2000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    review_date = models.DateField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "process", "side", "-at"]),
            models.Index(fields=["agency", "process", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=list(SIDES)), name="answer_side_known"),
            models.CheckConstraint(condition=Q(answer__in=list(ANSWERS)), name="answer_known"),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.subject_kind} {self.subject_id} {self.side} {self.answer}"


class Standing(models.Model):
    """What the system computes of every process for one dataset or agency: one row each, made anew
    from the facts whenever they change.

    `answers` is {process: {answer, have, of, code, facts, at, hash}}; `at` is since when it is so.
    """

    subject_kind = models.CharField(max_length=10, choices=[(k, k) for k in SUBJECTS])
    subject_id = models.CharField(max_length=26)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    computed_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "subject_kind", "subject_id"]
        indexes = [models.Index(fields=["agency", "subject_kind"])]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="standing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class Follower(models.Model):
    """How far in the ledger the computed answers have followed: one row."""

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="follower_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
