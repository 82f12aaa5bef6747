"""Tables of people: users, agencies in a tree, memberships, tokens, notices."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from odms.ledger.rules import Actor, new_id
from odms.people.rules import ROLES, SECTORS


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


class Notice(models.Model):
    """News to one person, by code; the sentence stands in `definitions/messages`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["user", "read_at"])]

    def __str__(self) -> str:
        return self.code
