"""Answers to the questions of frameworks: what people say, and what the system computes."""

from django.db import models
from django.db.models import Q

from odms.assessment.frameworks import SUBJECTS
from odms.assessment.models.cycles import Cycle
from odms.assessment.rules import SAID
from odms.ledger.rules import new_id
from odms.people.models import Agency, User


class Answer(models.Model):
    """What a person said to a question, declared or verified: the last of each side is in force.

    Never changed once written. A verified answer names the answer that it judges by its hash; the file
    that is its evidence stays with whoever has it, its hash stands here.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    framework = models.CharField(max_length=40)
    question = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=10, choices=[(k, k) for k in SUBJECTS])
    subject_id = models.CharField(max_length=26)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=8, choices=[(s, s) for s in SAID])
    value = models.JSONField()
    about_hash = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    url = models.URLField(max_length=2000, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "framework", "-at"]),
            models.Index(fields=["cycle", "framework"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=list(SAID)), name="assessment_answer_side_known"
            ),
            models.CheckConstraint(
                condition=Q(subject_kind__in=list(SUBJECTS)), name="assessment_answer_subject_known"
            ),
            models.CheckConstraint(
                condition=~Q(side="verified") | ~Q(about_hash=""), name="verified_judges_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.question} {self.subject_kind} {self.side} {self.value}"


class Computed(models.Model):
    """What the system answers to a framework for one subject: one row, made anew from the facts.

    `answers` is {question: {value, code, facts, link, function, at, hash}}; `at` is since when it is so.
    """

    framework = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=10, choices=[(k, k) for k in SUBJECTS])
    subject_id = models.CharField(max_length=26)
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, blank=True, related_name="+")
    answers = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["framework", "subject_kind", "subject_id"]
        verbose_name_plural = "computed"
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "subject_kind", "subject_id"], name="computed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.subject_kind} {self.subject_id}"
