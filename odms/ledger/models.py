"""Tables of the ledger: what happened, who did it, when. Append-only, no foreign keys."""

from django.db import models


class Entry(models.Model):
    """One thing that happened. Its hash covers its content and the entry before it."""

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
