"""Tables of people: users, agencies in a tree, memberships, applications, and news on its ways."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from odms.ledger.rules import Actor, new_id
from odms.people.rules import ROLES, SECTORS
from odms.people.rules.applications import APPLICATION_STATES
from odms.people.rules.notices import PACES


class Agency(models.Model):
    """A publisher of one of the three sectors; state agencies form a tree under ministries."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    name_th = models.CharField(max_length=200, unique=True)
    name_en = models.CharField(max_length=200)
    short_name = models.CharField(max_length=30, blank=True)
    sector = models.CharField(max_length=10, choices=[(code, code) for code in SECTORS])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    description_th = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    website = models.URLField(blank=True)
    contact_unit = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    # of the register of juristic persons, and the code in the country's list of state agencies
    number = models.CharField(max_length=13, blank=True)
    listed_as = models.CharField(max_length=40, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name_th"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(
                condition=Q(sector__in=list(SECTORS)), name="agency_sector_known"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="agency_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name_th


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address, in any case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who can sign in. What they may do follows from memberships and the two marks."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(
        max_length=2, default="th", choices=[("th", "ไทย"), ("en", "English")]
    )
    is_active = models.BooleanField(default=True)
    is_centre_admin = models.BooleanField(default=False)
    is_auditor = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    # the token by which a machine acts for this person in the present request, if any
    token: "Token | None" = None

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def actor(self) -> Actor:
        """This person as the ledger writes them."""
        return Actor(id=self.id, name=self.name, kind="token" if self.token else "person")


class Membership(models.Model):
    """A person's role in an agency."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=[(code, code) for code in ROLES])
    since_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "role"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.agency}"


class Token(models.Model):
    """A secret with which a machine acts for a person. Only its hash is kept."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class Reminder(models.Model):
    """A thing of an agency that is due, told to one role after the other until it is settled.

    The same key is the same thing, however often it is handed in.
    """

    key = models.CharField(max_length=120, unique=True)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField()
    escalates_to = models.JSONField(default=list)  # roles in order, `admin` for the centre's
    n_told = models.PositiveSmallIntegerField(default=0)  # how many of them were told
    is_settled_by_reading = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["settled_at", "due_at"])]

    def __str__(self) -> str:
        return self.key


class Letter(models.Model):
    """A letter on its way by e-mail: the row is the truth, a worker only takes it up.

    It carries the notices that point to it, or to somebody without an account one sentence.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    email = models.EmailField()
    language = models.CharField(max_length=2)
    code = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    n_attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)  # none where it is done or given up
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["next_at"])]

    def __str__(self) -> str:
        return f"{self.email} {self.made_at}"


class Notice(models.Model):
    """News to one person, by code; the sentence stands in `definitions/messages`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    reminder = models.ForeignKey(
        Reminder, models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    letter = models.ForeignKey(
        Letter, models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    # whether it is decided about a letter: it is in one, or none is wanted
    is_posted = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["user", "read_at"]), models.Index(fields=["is_posted"])]

    def __str__(self) -> str:
        return self.code


class Preference(models.Model):
    """How letters about one kind of news come to a person, where they chose it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=20)
    pace = models.CharField(max_length=10, choices=[(code, code) for code in PACES])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_once"),
            models.CheckConstraint(condition=Q(pace__in=list(PACES)), name="preference_pace_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.kind} {self.pace}"


class Delegation(models.Model):
    """A role that one member of an agency handed to another, from day to day (both included)."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="delegations")
    role = models.CharField(max_length=10, choices=[(code, code) for code in ROLES])
    giver = models.ForeignKey(User, models.CASCADE, related_name="+")
    taker = models.ForeignKey(User, models.CASCADE, related_name="delegations")
    from_date = models.DateField()
    until_date = models.DateField()
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # taken back before its last day

    class Meta:
        ordering = ["-from_date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")), name="delegation_ends_after_begin"
            ),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.giver} {self.taker}"


class Application(models.Model):
    """An organisation's wish to publish here, and what the centre found out about it."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    state = models.CharField(
        max_length=10, default="submitted", choices=[(s, s) for s in APPLICATION_STATES]
    )
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    sector = models.CharField(max_length=10, choices=[(code, code) for code in SECTORS])
    number = models.CharField(max_length=13, blank=True)
    website = models.URLField(blank=True)
    contact_unit = models.CharField(max_length=200)
    contact_email = models.EmailField()
    # who asks, and in what office
    person_name = models.CharField(max_length=200)
    person_office = models.CharField(max_length=200)
    person_email = models.EmailField()
    language = models.CharField(max_length=2)
    # by what the sender was told from others on that day; forgotten in the night
    mark = models.CharField(max_length=40, blank=True)
    # evidence: a paper by its hash in the lake's restricted side, or where it can be seen
    paper_sha256 = models.CharField(max_length=64, blank=True)
    paper_name = models.CharField(max_length=200, blank=True)
    paper_type = models.CharField(max_length=60, blank=True)
    paper_url = models.URLField(max_length=500, blank=True)
    question = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    reason = models.TextField(blank=True)  # of a refusal
    checks = models.JSONField(default=list)  # what the officer checked, codes of `rules`
    note = models.TextField(blank=True)
    listed_as = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["state", "-made_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(APPLICATION_STATES)), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(agency__isnull=False),
                name="application_verified_has_agency",
            ),
        ]

    def __str__(self) -> str:
        return self.name_th


class Webhook(models.Model):
    """An address of an agency's own machines that hears of events. Its secret is not kept: it is
    made from the centre's key and the salt."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    events = models.JSONField(default=list)
    salt = models.CharField(max_length=32)
    after_seq = models.BigIntegerField()  # the last entry of the ledger that it was asked about
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.url


class Call(models.Model):
    """One event on its way to a webhook, and what the other side answered."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="calls")
    seq = models.BigIntegerField()  # of the ledger's entry
    event = models.CharField(max_length=60)
    body = models.JSONField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)  # answered with success
    n_attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)  # none where it is done or given up
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-seq"]
        indexes = [models.Index(fields=["next_at"], name="people_call_next_idx")]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "seq"], name="call_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.webhook}"
