"""Tables of health: addresses that are asked and what they answered, marks of datasets and groups."""

from django.db import models
from django.db.models import Q

from odms.catalogue.models import Dataset, Distribution
from odms.health.changes import CHANGES, METHODS
from odms.health.mirroring import STATES as MIRROR_STATES
from odms.health.rules import GROUPS, KINDS, MARKED, STATES
from odms.ledger.rules import GENESIS, new_id
from odms.people.models import Agency


class Check(models.Model):
    """An address that is asked again and again: a link of a dataset, or an endpoint of an agency."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in KINDS])
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    dataset = models.ForeignKey(Dataset, models.CASCADE, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=2000)
    host = models.CharField(max_length=270, blank=True, db_index=True)
    state = models.CharField(max_length=10, default="unknown", choices=[(s, s) for s in STATES])
    # of the last time
    checked_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # HTTP
    elapsed_ms = models.PositiveIntegerField(null=True, blank=True)
    trouble = models.JSONField(default=dict)  # {code, facts} of the refusal, empty where none
    media_type = models.CharField(max_length=100, blank=True)
    allows_origins = models.BooleanField(null=True, blank=True)  # programs in browsers
    # of the file that a link leads to, as far as it is known (health.changes)
    told_at = models.DateTimeField(null=True, blank=True)  # when it changed, says its catalogue
    last_modified_at = models.DateTimeField(null=True, blank=True)
    length = models.BigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    change = models.CharField(max_length=10, blank=True, choices=[(c, c) for c in CHANGES])
    decided_by = models.CharField(max_length=15, blank=True, choices=[(m, m) for m in METHODS])
    changed_at = models.DateTimeField(null=True, blank=True)
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
    change = models.CharField(max_length=10, blank=True)
    decided_by = models.CharField(max_length=15, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["check_row", "-at"])]

    def __str__(self) -> str:
        return f"{self.check_row} {self.at}"


class Mirror(models.Model):
    """A file elsewhere of which a copy is kept here, or why none is.

    The row is the truth: what is due is fetched by whoever takes its lease.
    """

    link = models.OneToOneField(Distribution, models.CASCADE, primary_key=True, related_name="+")
    state = models.CharField(
        max_length=10, default="waiting", choices=[(s, s) for s in MIRROR_STATES]
    )
    is_due = models.BooleanField(default=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    n_attempts = models.PositiveSmallIntegerField(default=0)  # in a row
    trouble = models.JSONField(default=dict)  # {code, facts}: why there is none, or none newer
    refused_sha256 = models.CharField(
        max_length=64, blank=True
    )  # of the bytes that were refused last
    # of the copy that is kept
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)
    n_tables = models.PositiveSmallIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["link"]
        indexes = [models.Index(fields=["is_due", "due_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(MIRROR_STATES)), name="mirror_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.link_id


class Host(models.Model):
    """Another machine: how often it was asked of late, and until when it is left alone."""

    name = models.CharField(primary_key=True, max_length=270)
    window_at = models.DateTimeField(null=True, blank=True)
    n_asked = models.PositiveIntegerField(default=0)  # since then
    paused_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DatasetMarks(models.Model):
    """The current marks of a published dataset: how it is scored in each framework, and from what."""

    dataset = models.OneToOneField(Dataset, models.CASCADE, primary_key=True, related_name="+")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    source_id = models.CharField(max_length=26, blank=True)  # that it was gathered from; empty: own
    # {framework: standards.scoring.Mark}
    marks = models.JSONField(default=dict)
    # {table key: faults that the engine found in the file, null where that was not kept}
    faults = models.JSONField(default=dict)
    # of the description that was scored: its fingerprint, or the moment of the dataset's last change
    described_as = models.CharField(max_length=40)
    scored_at = models.DateTimeField()

    class Meta:
        ordering = ["dataset"]
        indexes = [models.Index(fields=["agency"]), models.Index(fields=["source_id"])]

    def __str__(self) -> str:
        return self.dataset_id


class GroupMarks(models.Model):
    """The marks of all datasets of an agency, of a source or of the centre together."""

    subject_kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in GROUPS])
    subject_id = models.CharField(max_length=26)
    # {framework: standards.scoring.Tally}, and {framework: the Mark that it comes to}
    tallies = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["subject_kind", "subject_id"]
        verbose_name_plural = "group marks"
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="group_marks_once"),
            models.CheckConstraint(
                condition=Q(subject_kind__in=list(GROUPS)), name="group_marks_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class PastMark(models.Model):
    """Points and grade of something in one framework from a day on, until the next row."""

    subject_kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in MARKED])
    subject_id = models.CharField(max_length=26)
    framework = models.CharField(max_length=10)
    day = models.DateField()
    points = models.FloatField()
    grade = models.CharField(max_length=20)

    class Meta:
        ordering = ["day", "framework"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "framework", "day"], name="past_mark_once"
            ),
            models.CheckConstraint(
                condition=Q(subject_kind__in=list(MARKED)), name="past_mark_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.framework} {self.day}"


class ScoreFollower(models.Model):
    """Up to which entry of the ledger datasets were scored; whoever scores holds this row, and whoever
    follows the ledger its lease."""

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="score_follower_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
