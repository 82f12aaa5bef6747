"""Tables of health: addresses that are asked, and what they answered each time."""

from django.db import models
from django.db.models import Q

from odms.catalogue.models import Dataset
from odms.health.rules import KINDS, STATES
from odms.ledger.rules import new_id
from odms.people.models import Agency


class Check(models.Model):
    """An address that is asked again and again: a link of a dataset, or an endpoint of an agency."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in KINDS])
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    dataset = models.ForeignKey(Dataset, models.CASCADE, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=2000)
    state = models.CharField(max_length=10, default="unknown", choices=[(s, s) for s in STATES])
    # of the last time
    checked_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # HTTP
    elapsed_ms = models.PositiveIntegerField(null=True, blank=True)
    trouble = models.JSONField(default=dict)  # {code, facts} of the refusal, empty where none
    # in a row
    n_ok = models.PositiveIntegerField(default=0)
    n_failed = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agency", "kind", "address"]
        indexes = [models.Index(fields=["next_at"]), models.Index(fields=["agency", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "address"], condition=Q(kind="link"), name="check_link_once"
            ),
            models.UniqueConstraint(
                fields=["agency", "address"],
                condition=Q(kind="endpoint"),
                name="check_endpoint_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="link", dataset__isnull=False)
                | Q(kind="endpoint", dataset__isnull=True),
                name="check_link_has_dataset",
            ),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="check_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"


class Result(models.Model):
    """What an address answered once."""

    check_row = models.ForeignKey(Check, models.CASCADE, related_name="results")
    at = models.DateTimeField()
    is_answering = models.BooleanField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    elapsed_ms = models.PositiveIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=60, blank=True)  # code of the refusal

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["check_row", "-at"])]

    def __str__(self) -> str:
        return f"{self.check_row} {self.at}"
