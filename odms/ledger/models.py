"""Tables of the ledger: what happened, who did it, when. Append-only, no foreign keys."""

from django.db import models

from odms.ledger.rules import GENESIS


class Entry(models.Model):
    """One thing that happened. Its hash covers its content and the entry before it.

    The database itself refuses to change or delete an entry (`odms.ledger.append_only`).
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=200)
    actor_kind = models.CharField(max_length=10)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=40)
    agency_id = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "seq"]),
            models.Index(fields=["agency_id", "seq"]),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject_kind} {self.subject_id}"


class Head(models.Model):
    """The end of the chain: one row, locked by whoever writes the next entry.

    It also gives away a last entry that was cut off, which the chain alone cannot show.
    """

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
