"""Tables of intake: deliveries and the tables that were read from them."""

from django.db import models
from django.db.models import Q

from odms.catalogue.models import Dataset, Distribution
from odms.intake.rules import DELIVERY_STATES, FETCH_STATES, WAYS
from odms.ledger.rules import new_id
from odms.people.models import Agency, Token, User


class Delivery(models.Model):
    """A file that somebody handed in. It exists once its bytes are on disk.

    The row is the truth and the queue a hint: whoever works on it holds a lease, and work whose
    lease ran out is taken up again.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    dataset = models.ForeignKey(Dataset, models.PROTECT, null=True, blank=True, related_name="+")
    # the table of the dataset that it is for; none: its tables find theirs by name
    distribution = models.ForeignKey(
        Distribution, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # the token by which a machine handed it in for its person
    token = models.ForeignKey(Token, models.SET_NULL, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=5, choices=[(w, w) for w in WAYS])
    key = models.CharField(max_length=250)  # the same key twice is one delivery
    name = models.CharField(max_length=300)
    source_url = models.CharField(max_length=2_000, blank=True)  # where it was fetched from
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, default="received", choices=[(s, s) for s in DELIVERY_STATES]
    )
    received_at = models.DateTimeField()
    # while reading: until when the worker is trusted; while received: not to be woken again before
    lease_until = models.DateTimeField(null=True, blank=True)
    n_attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    # the inspection, contract of `odms inspect --json`; its tables with `titles` and `notes` too
    report = models.JSONField(default=dict)
    trouble = models.JSONField(default=dict)  # {code, facts} where it could not be read
    # the steps by which the tables were mended, as `engine.repairs` tells them; and those that they
    # are being read with again, while that is so: the tables of before stand until it is done
    recipe = models.JSONField(default=list)
    wanted_recipe = models.JSONField(null=True, blank=True)
    proposed_recipe = models.JSONField(default=list)  # of the file that it replaces or renews
    n_attempts_before = models.PositiveSmallIntegerField(default=0)  # of readings that ended
    # what was submitted for approval cannot be decided upon any more
    is_sealed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-received_at", "-id"]
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["state", "lease_until"])]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="delivery_key_once"),
            models.CheckConstraint(
                condition=Q(state__in=list(DELIVERY_STATES)), name="delivery_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Fetch(models.Model):
    """A file that stands at an address and is to be fetched for a table that its agency announced.

    The last address counts: there is one for a table.
    """

    distribution = models.OneToOneField(
        Distribution, models.CASCADE, primary_key=True, related_name="+"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    token = models.ForeignKey(Token, models.SET_NULL, null=True, blank=True, related_name="+")
    url = models.CharField(max_length=2_000)
    state = models.CharField(
        max_length=10, default="waiting", choices=[(s, s) for s in FETCH_STATES]
    )
    asked_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    n_attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.JSONField(default=dict)  # {code, facts} where it cannot be had

    class Meta:
        verbose_name_plural = "fetches"
        indexes = [models.Index(fields=["state", "lease_until"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(FETCH_STATES)), name="fetch_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.url


class DeliveredTable(models.Model):
    """One table read from a delivery, with its Parquet in the lake under `table_key`."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tables")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300, blank=True)
    table_key = models.CharField(max_length=64)
    n_rows = models.BigIntegerField()
    # as Release.columns, with `personal`: {kind, n, share, verdict} where something was found
    columns = models.JSONField(default=list)
    # what the steward decided: {column name: {deed, parameters, reason, by: {id, name}, at}}; deeds
    # are those of `rules.DEEDS`
    decisions = models.JSONField(default=dict)
    # and for the whole table: {quasi_identifiers, sensitive, k, measures: [{measure, parameters}],
    # by, at}; empty until somebody chose
    protection = models.JSONField(default=dict)
    is_chosen = models.BooleanField(default=True)
    # whether what the decisions do, and the risk that they leave, is still to be worked out; until
    # when the worker at it is trusted, and how often it was begun since something was decided
    is_outlook_due = models.BooleanField(default=True)
    outlook_lease_until = models.DateTimeField(null=True, blank=True)
    n_outlook_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["delivery", "position"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "position"], name="delivered_table_once"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.delivery} {self.position}"
