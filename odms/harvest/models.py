"""Tables of harvest: sources, runs over them, what they are known to hold, what went wrong."""

from django.db import models
from django.db.models import Q

from odms.catalogue.models import Dataset
from odms.harvest.rules import DEFAULT_GRACE_DAYS, OPEN_RUNS, RUN_STATES, SCHEDULES, SOURCE_STATES
from odms.ledger.rules import new_id
from odms.people.models import Agency, User


class Source(models.Model):
    """A catalogue elsewhere, whose datasets are shown as its own under an agency."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    url = models.CharField(max_length=2000)
    kind = models.CharField(max_length=30)
    options = models.JSONField(default=dict)  # of the kind
    # a key that the source asks for, sealed, and the header that carries it
    key_header = models.CharField(max_length=100, blank=True)
    sealed_key = models.TextField(blank=True)
    schedule = models.CharField(
        max_length=10, default="nightly", choices=[(code, code) for code in SCHEDULES]
    )
    state = models.CharField(
        max_length=10, default="proposed", choices=[(s, s) for s in SOURCE_STATES]
    )
    reason = models.TextField(blank=True)  # why it was declined or ended
    mirrors_files = models.BooleanField(default=False)
    # days after which what its listing has no more is withdrawn
    grace_days = models.PositiveSmallIntegerField(default=DEFAULT_GRACE_DAYS)
    proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    # the beginning of the last run that came to its end, and of the last that read everything
    read_at = models.DateTimeField(null=True, blank=True)
    last_full_at = models.DateTimeField(null=True, blank=True)
    wants_full = models.BooleanField(default=False)
    # where the next run goes on, of kinds that have one: {after, sequence, last}
    bookmark = models.JSONField(default=dict)
    n_failed = models.PositiveIntegerField(default=0)  # in a row

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["state", "next_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(SOURCE_STATES)), name="source_state_known"
            ),
            models.CheckConstraint(
                condition=Q(schedule__in=list(SCHEDULES)), name="source_schedule_known"
            ),
            models.UniqueConstraint(
                fields=["agency", "url"],
                condition=Q(state__in=["proposed", "approved", "paused"]),
                name="source_address_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One reading of a source, from waiting to its end."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="runs")
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, default="waiting", choices=[(s, s) for s in RUN_STATES])
    is_full = models.BooleanField(default=True)
    since = models.DateTimeField(null=True, blank=True)  # what did not change since is left out
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    n_attempts = models.PositiveIntegerField(default=0)
    wants_cancel = models.BooleanField(default=False)
    # after each page: where the next begins, by the kind
    cursor = models.JSONField(default=dict)
    n_pages = models.PositiveIntegerField(default=0)
    n_total = models.PositiveIntegerField(null=True, blank=True)  # as the source tells it
    is_complete = models.BooleanField(default=True)  # all that the source has was listed
    added = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=0)
    causes = models.JSONField(default=dict)  # {code: how often}
    failure = models.JSONField(default=dict)  # {code, facts} of what ended it

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["source", "-asked_at"]),
            models.Index(fields=["state", "lease_until"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(RUN_STATES)), name="run_state_known"),
            models.UniqueConstraint(
                fields=["source"], condition=Q(state__in=list(OPEN_RUNS)), name="run_one_at_a_time"
            ),
            # never under way without an end
            models.CheckConstraint(
                condition=~Q(state="running")
                | Q(deadline_at__isnull=False, lease_until__isnull=False),
                name="run_has_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.asked_at:%Y-%m-%d}"


class Remote(models.Model):
    """A record of a source as it is known here: by which name, as what, since when, seen when last.

    A copy is the same dataset as another source's, or as one of this centre, which is its origin
    and says what is shown.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, models.CASCADE, related_name="remotes")
    name = models.CharField(max_length=500)  # what the source calls it
    mark = models.CharField(max_length=32, blank=True)  # of all that was told; empty: read it anew
    uri_key = models.CharField(max_length=32, blank=True)
    page_key = models.CharField(max_length=32, blank=True)
    id_key = models.CharField(max_length=32, blank=True)
    title_key = models.CharField(max_length=32, blank=True)
    title = models.CharField(max_length=300)
    dataset = models.ForeignKey(Dataset, models.SET_NULL, null=True, related_name="+")
    is_copy = models.BooleanField(default=False)
    is_own = models.BooleanField(default=False)  # it stands on the source's own host
    # the last destruction at its source upon which copies here were destroyed
    destroyed_seq = models.BigIntegerField(default=0)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    gone_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["source", "last_seen_at"]),
            models.Index(fields=["source", "title_key"]),
            models.Index(fields=["uri_key"]),
            models.Index(fields=["page_key"]),
            models.Index(fields=["id_key"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "name"], name="remote_name_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Held(models.Model):
    """A record with a name that is new, and all else that of a known one: decided at the end of the
    run, when it is clear whether the known one is there too."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="held")
    name = models.CharField(max_length=500)
    mark = models.CharField(max_length=32)
    description = models.JSONField()
    came = models.JSONField(default=dict)  # by which centres

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Problem(models.Model):
    """What was wrong with a record in a run, or with the listing where it names none."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="problems")
    code = models.CharField(max_length=60)
    record = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict)
    is_left_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.record}"
