"""Tables of outlets: catalogues elsewhere, what stands there of ours, pushes and what each of them did."""

from django.db import models
from django.db.models import Q

from odms.catalogue.models import Dataset
from odms.ledger.rules import new_id
from odms.outlets.rules import DECISIONS, DEEDS, DIALECTS, PUSH_STATES, RECORD_STATES
from odms.people.models import Agency, User


class Outlet(models.Model):
    """A CKAN catalogue to which an agency pushes its public records. Its token is kept sealed."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    url = models.CharField(max_length=2000)
    organization = models.CharField(max_length=200)  # of the agency there: its name or identifier
    prefix = models.CharField(max_length=40, blank=True)  # of the names of its records there
    sealed_token = models.TextField(blank=True)
    dialect = models.CharField(
        max_length=10, default="plain", choices=[(code, code) for code in DIALECTS]
    )
    is_nightly = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "url"], name="outlet_address_once"),
            models.CheckConstraint(
                condition=Q(dialect__in=list(DIALECTS)), name="outlet_dialect_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """A dataset as it stands at an outlet, as far as we know."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="records")
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=10, default="new", choices=[(code, code) for code in RECORD_STATES]
    )
    remote_id = models.CharField(max_length=100, blank=True)
    remote_name = models.CharField(max_length=100, blank=True)
    # what we said last, and what stood there then, shape `packages.ours`
    sent = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)
    # why a person must decide (`rules.CONFLICTS`), and [[item, what we know, what stands there]]
    conflict = models.CharField(max_length=20, blank=True)
    changes = models.JSONField(default=list)
    # what a person decided and was not done yet
    decision = models.CharField(
        max_length=10, blank=True, choices=[(code, code) for code in DECISIONS]
    )
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # {code, facts} of the refusal; `errors` are the other side's own words, by field
    trouble = models.JSONField(default=dict)
    errors = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["dataset"]
        indexes = [models.Index(fields=["outlet", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["outlet", "dataset"], name="record_once"),
            models.CheckConstraint(
                condition=Q(state__in=list(RECORD_STATES)), name="record_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.remote_name}"


class Push(models.Model):
    """One push of an agency's records to an outlet; a rehearsal says what it would do and does nothing."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="pushes")
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    is_rehearsal = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, default="waiting", choices=[(code, code) for code in PUSH_STATES]
    )
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    failure = models.JSONField(default=dict)  # {code, facts} of what ended it

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name_plural = "pushes"
        indexes = [models.Index(fields=["outlet", "-asked_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(PUSH_STATES)), name="push_state_known"
            ),
            models.UniqueConstraint(
                fields=["outlet"],
                condition=Q(state__in=["waiting", "running"]),
                name="push_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.asked_at:%Y-%m-%d}"


class Sending(models.Model):
    """What a push did with one record, or would do: the deed, what it changed, and what came of it."""

    push = models.ForeignKey(Push, models.CASCADE, related_name="sendings")
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="+")
    deed = models.CharField(max_length=10, choices=[(code, code) for code in DEEDS])
    changes = models.JSONField(default=list)  # [[item, before, after]]
    conflict = models.CharField(max_length=20, blank=True)
    trouble = models.JSONField(default=dict)
    errors = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.deed} {self.dataset_id}"
