"""Tables of publication: a case carries one proposal to publish, from draft to published."""

from django.db import models
from django.db.models import F, Q

from odms.catalogue.models import Dataset
from odms.intake.models import Delivery
from odms.ledger.rules import new_id
from odms.people.models import User
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
