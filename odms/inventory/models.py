"""Tables of the inventory: entries, the surveys that found them, connections to databases."""

from django.db import models
from django.db.models import Q

from odms.catalogue.models import Dataset
from odms.inventory.rules import DATABASES, ENTRY_STATES, ORIGINS, SURVEY_STATES
from odms.ledger.rules import new_id
from odms.people.models import Agency, User


class Connection(models.Model):
    """A database of an agency that can be surveyed. Its secret is kept sealed, or not at all."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=[(code, code) for code in DATABASES])
    host = models.CharField(max_length=255, blank=True)
    port = models.PositiveIntegerField(null=True, blank=True)
    database = models.CharField(max_length=500)
    user_name = models.CharField(max_length=128, blank=True)
    sealed_secret = models.TextField(blank=True)  # empty: asked for at each survey
    schemas = models.JSONField(default=list)  # empty: all that are not the database's own
    is_nightly = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="connection_name_once"),
            models.CheckConstraint(
                condition=Q(kind__in=list(DATABASES)), name="connection_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(is_nightly=False) | Q(kind="sqlite") | ~Q(sealed_secret=""),
                name="connection_nightly_has_secret",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asks_secret(self) -> bool:
        """Whether each survey must be given the secret: none is kept, and the kind has one."""
        return not self.sealed_secret and self.kind != "sqlite"


class Survey(models.Model):
    """One run: how, by whom, when, and what it found against what was known before."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    way = models.CharField(max_length=10, choices=[(code, code) for code in ORIGINS])
    source = models.CharField(max_length=300, blank=True)  # a file's name, a connection's
    connection = models.ForeignKey(
        Connection, models.SET_NULL, null=True, blank=True, related_name="surveys"
    )
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, default="done", choices=[(s, s) for s in SURVEY_STATES])
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    n_new = models.PositiveIntegerField(default=0)
    n_gone = models.PositiveIntegerField(default=0)
    n_changed = models.PositiveIntegerField(default=0)
    n_unchanged = models.PositiveIntegerField(default=0)
    # [{entry, title, kind: new | gone | changed, changes: [rules.differences]}]
    changes = models.JSONField(default=list)
    # [rules.Trouble]: what was not understood
    troubles = models.JSONField(default=list)
    # why it failed: a code of `definitions/messages` and its facts
    failure = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["agency", "state", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(SURVEY_STATES)), name="survey_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.at:%Y-%m-%d}"


class Entry(models.Model):
    """A thing that an agency holds: a register, a table, a form, open or not."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    title_th = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    owner_unit = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    category = models.CharField(max_length=10, blank=True)
    classification = models.CharField(max_length=10, blank=True)
    held_in = models.CharField(max_length=300, blank=True)
    has_personal_data = models.BooleanField(null=True, blank=True)  # null: not known
    n_rows = models.BigIntegerField(null=True, blank=True)
    is_candidate = models.BooleanField(null=True, blank=True)  # for opening; null: not decided
    candidate_reason = models.TextField(blank=True)
    # what is said of it beyond these, shape `standards.record.Record`; the columns above are taken
    # from it where they have a field there, so that the database can sort and count by them
    record = models.JSONField(default=dict)
    # [{name, type, description, meaning, personal, verdict}]
    columns = models.JSONField(default=list)
    # what no field takes, by the way it came: {"workbook": {heading: text}, "ckan": {key: value}}
    extra = models.JSONField(default=dict)
    n_errors = models.PositiveSmallIntegerField(default=0)  # that `rules.check` finds
    dataset = models.ForeignKey(Dataset, models.SET_NULL, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=10, choices=[(code, code) for code in ORIGINS])
    connection = models.ForeignKey(
        Connection, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # its identity at the source over surveys; empty: known by its own id and its title
    key = models.CharField(max_length=400, blank=True)
    state = models.CharField(
        max_length=10, default="present", choices=[(s, s) for s in ENTRY_STATES]
    )
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    class Meta:
        ordering = ["title_th", "id"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["agency", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "key"], condition=~Q(key=""), name="entry_key_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(ENTRY_STATES)), name="entry_state_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=list(ORIGINS)), name="entry_origin_known"
            ),
            models.CheckConstraint(
                condition=~Q(title_th="") | ~Q(title_en=""), name="entry_has_title"
            ),
        ]

    def __str__(self) -> str:
        return self.title_th or self.title_en
