"""Tables of publication: a case carries one proposal to publish, from draft to published; orders say
what goes without a look and what must go for good; evidence and answers tell how the sixteen
processes stand."""

from django.db import models
from django.db.models import F, Q

from odms.catalogue.models import Dataset
from odms.intake.models import Delivery
from odms.inventory.models import Entry
from odms.ledger.rules import new_id
from odms.people.models import Agency, Token, User
from odms.publication.answering import ANSWERS, SIDES, SUBJECTS
from odms.publication.planning import PLAN_STATES
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
    # the first of two approvals, where the rules ask for two
    first_approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_approved_at = models.DateTimeField(null=True, blank=True)
    order_number = models.CharField(max_length=100, blank=True)  # ที่ of the approval's order
    # the order under which it was approved without anybody's look at it
    standing_order = models.ForeignKey(
        "StandingOrder", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # what the approver was shown as risky: [{code, severity, facts}]
    risks_seen = models.JSONField(default=list)
    # of an update: since when it is known what changed, and why a person is needed: [{code, facts}]
    compared_at = models.DateTimeField(null=True, blank=True)
    reasons = models.JSONField(default=list)
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
            # and two different approvers, where there are two
            models.CheckConstraint(
                condition=Q(first_approved_by__isnull=True)
                | Q(submitted_by__isnull=False)
                & ~Q(first_approved_by=F("submitted_by"))
                & (Q(decided_by__isnull=True) | ~Q(first_approved_by=F("decided_by"))),
                name="case_approved_by_two",
            ),
            models.CheckConstraint(
                condition=Q(standing_order__isnull=True) | Q(decided_by__isnull=False),
                name="case_ordered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.dataset}"


class ApprovalSettings(models.Model):
    """What an agency's approvals stand on: the order or rule that gives its approvers their power,
    and the pattern by which its orders are numbered (empty: that of the definitions)."""

    agency = models.OneToOneField(Agency, models.CASCADE, primary_key=True, related_name="+")
    authority = models.TextField(blank=True)
    pattern = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "approval settings"

    def __str__(self) -> str:
        return f"{self.agency}: {self.pattern}"


class QualitySettings(models.Model):
    """How many points of quality, of 100, an agency asks for of what it publishes."""

    agency = models.OneToOneField(Agency, models.CASCADE, primary_key=True, related_name="+")
    threshold = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "quality settings"
        constraints = [
            models.CheckConstraint(condition=Q(threshold__lte=100), name="quality_of_a_hundred")
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.threshold}"


class ApprovalOrder(models.Model):
    """An order by which an agency approved: a number that it never uses again.

    `n` counts within the year (of the calendar of orders); none where the number was typed.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    number = models.CharField(max_length=100)
    year = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "-at"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="order_number_once"),
            models.UniqueConstraint(fields=["agency", "year", "n"], name="order_n_once"),
        ]

    def __str__(self) -> str:
        return self.number


class StandingOrder(models.Model):
    """An approver's order for updates of one dataset in which nothing flagged changed.

    `shape` is {table: [[column, type], …]} as it was published when the order was given. Nothing of
    it is changed once given, but that it can be revoked.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="+")
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    reason = models.TextField()
    stewards = models.ManyToManyField(User, related_name="+", blank=True)
    tokens = models.ManyToManyField(Token, related_name="+", blank=True)
    way = models.CharField(max_length=5, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    url = models.CharField(max_length=2_000, blank=True)
    shape = models.JSONField(default=dict)
    schemas = models.JSONField(default=dict)  # {table: version of its schema}
    most_changed = models.PositiveSmallIntegerField()
    most_shrunk = models.PositiveSmallIntegerField()
    expires_date = models.DateField()
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        indexes = [models.Index(fields=["dataset", "revoked_at"])]
        constraints = [
            # one in force a dataset
            models.UniqueConstraint(
                fields=["dataset"], condition=Q(revoked_at=None), name="standing_order_once"
            ),
            models.CheckConstraint(
                condition=Q(most_changed__lte=100, most_shrunk__lte=100),
                name="standing_order_shares",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.given_by} {self.expires_date}"


class Destruction(models.Model):
    """An order of two people to destroy what leaked: one orders, another confirms.

    It names deliveries and releases; `gone` says what of the lake goes. Hash, size, reason and both people stand in the ledger for good.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    deliveries = models.JSONField(default=list)  # ids
    releases = models.JSONField(default=list)  # ids
    reason = models.TextField()
    leaked = models.TextField()  # what kind of thing leaked, never the thing itself
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # {originals, released, renewed: table keys; blobs: [{sha256, size_bytes}]; shared: the same of
    # bytes that another delivery holds too}, once it is confirmed
    gone = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-ordered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("ordered_by")),
                name="destruction_by_two",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(confirmed_by__isnull=False),
                name="destruction_confirmed_first",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(confirmed_at__isnull=True),
                name="destruction_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.ordered_at}"


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
    recording = models.CharField(max_length=26)  # what was handed in together has one
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


class EntryDemand(models.Model):
    """What was seen of the demand for an entry of an inventory: the figures that `priority.yaml` weighs."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="+")
    figures = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["entry"]
        verbose_name_plural = "entry demand"

    def __str__(self) -> str:
        return f"{self.entry_id} {self.figures}"


class PlanItem(models.Model):
    """A thing that an agency may publish: an entry of its inventory, or a dataset; how it is weighed,
    who answers for it, and by when.

    `scores` is {question: {level, proposed, derived: [[code, facts]], reason, by, at}}; what a person
    did not overrule stands at what the centre proposes.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="+")
    dataset = models.ForeignKey(Dataset, models.PROTECT, null=True, blank=True, related_name="+")
    scores = models.JSONField(default=dict)
    criteria = models.JSONField(default=list)  # of high value, those that are met
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    is_high_value = models.BooleanField(default=False)
    place = models.PositiveIntegerField(null=True, blank=True)  # that a person gave it
    place_reason = models.TextField(blank=True)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    owner_unit = models.CharField(max_length=300, blank=True)
    steward = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    due_date = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=10, default="proposed", choices=[(s, s) for s in PLAN_STATES]
    )
    reason = models.TextField(blank=True)  # why it was dropped
    proposed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        indexes = [models.Index(fields=["agency", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(PLAN_STATES)), name="plan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(entry__isnull=False) | Q(dataset__isnull=False), name="plan_has_thing"
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(entry__isnull=False), name="plan_entry_once"
            ),
            models.UniqueConstraint(
                fields=["dataset"], condition=Q(dataset__isnull=False), name="plan_dataset_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(reason=""), name="plan_dropped_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(due_date__isnull=False), name="plan_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry or self.dataset}"
