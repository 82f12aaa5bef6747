"""Tables of the catalogue, after DCAT 3: what the public sees, and no drafts of it.

A dataset's columns hold what was last approved; what somebody proposes to change lives in the
case of `publication` until it is published.
"""

from django.db import models
from django.db.models import Q

from odms.catalogue.rules import CHANGE_KINDS, DATASET_STATES, DISTRIBUTION_KINDS, SCHEMA_ORIGINS
from odms.ledger.rules import new_id
from odms.people.models import Agency


class Theme(models.Model):
    """A subject under which people look for datasets; the list stands in `definitions`."""

    code = models.SlugField(primary_key=True, max_length=40)
    name_th = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name_th


class Series(models.Model):
    """Datasets of one kind that appear again and again, such as one a year."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    description_th = models.TextField(blank=True)
    description_en = models.TextField(blank=True)

    class Meta:
        ordering = ["title_th"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title_th


class Dataset(models.Model):
    """A dataset with the fourteen mandatory items of the Thai standard and DCAT's core."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, default="draft", choices=[(s, s) for s in DATASET_STATES]
    )
    series = models.ForeignKey(
        Series, models.SET_NULL, null=True, blank=True, related_name="datasets"
    )
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, related_name="+")
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    description_th = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    tags = models.JSONField(default=list)
    # the whole approved record, shape `odms.standards.record.Record`; the columns above are taken
    # from it so that the database can sort and search by them
    record = models.JSONField(default=dict)
    classification = models.CharField(max_length=10, default="open")
    licence = models.CharField(max_length=40, blank=True)
    frequency = models.CharField(max_length=2, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    modified_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)
    # another catalogue's, shown as such: no process here binds it, and nobody here edits it
    is_gathered = models.BooleanField(default=False)

    class Meta:
        ordering = ["title_th", "id"]
        indexes = [
            models.Index(fields=["state", "-modified_at"]),
            models.Index(fields=["agency", "state"]),
            models.Index(fields=["state", "slug"]),
            models.Index(fields=["state", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(DATASET_STATES)), name="dataset_state_known"
            ),
            # only the class เปิดเผย is ever public
            models.CheckConstraint(
                condition=~Q(state="published") | Q(classification="open"),
                name="dataset_published_is_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="dataset_published_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title_th


class Origin(models.Model):
    """Where a gathered dataset comes from, and all that its source says of it."""

    dataset = models.OneToOneField(Dataset, models.CASCADE, primary_key=True, related_name="origin")
    source_id = models.CharField(max_length=26, db_index=True)  # given by the room `harvest`
    source_name = models.CharField(max_length=300)
    source_url = models.CharField(max_length=2000)
    remote_id = models.CharField(max_length=500)
    uri = models.CharField(max_length=2000, blank=True)
    landing_page = models.CharField(max_length=2000, blank=True)
    # `odms.standards.description.Description` as JSON
    description = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=32)
    modified_at = models.DateTimeField(null=True, blank=True)  # as its source tells it
    gathered_at = models.DateTimeField()
    # the addresses of the centres that it went through on its way, the first of them first
    path = models.JSONField(default=list)

    class Meta:
        ordering = ["dataset"]

    def __str__(self) -> str:
        return f"{self.source_name}: {self.remote_id}"


class Extent(models.Model):
    """The box (degrees) and the days that a dataset is about; a row of a dataset that says neither is
    empty. `odms.standards.extent` has what it means."""

    dataset = models.OneToOneField(Dataset, models.CASCADE, primary_key=True, related_name="extent")
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    begins = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["dataset"]

    def __str__(self) -> str:
        return f"{self.west},{self.south},{self.east},{self.north} {self.begins}/{self.ends}"


class Distribution(models.Model):
    """One form in which a dataset can be had: a table kept here, or an address elsewhere."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="distributions")
    slug = models.SlugField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(
        max_length=10, default="table", choices=[(k, k) for k in DISTRIBUTION_KINDS]
    )
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    source_format = models.CharField(max_length=20, blank=True)
    address = models.URLField(max_length=2000, blank=True)
    # announced by its agency and not released yet: nobody else sees it
    is_declared = models.BooleanField(default=False)
    # what a client of CKAN calls it that brought its own identifier
    ckan_id = models.CharField(max_length=100, blank=True, db_index=True)
    # and what it says of it under names of its own
    extras = models.JSONField(default=dict, blank=True)
    # of an address elsewhere, as its source tells it
    media_type = models.CharField(max_length=100, blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)
    modified_at = models.DateTimeField(null=True, blank=True)
    origin_id = models.CharField(max_length=200, blank=True)
    # a table that was read from the file of a link, and since when that file cannot be had any more
    mirror_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="mirrors"
    )
    original_gone_at = models.DateTimeField(null=True, blank=True)
    # the release that readers see; null until the first
    current = models.OneToOneField(
        "Release", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["dataset", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "slug"], name="distribution_slug_once"),
        ]

    def __str__(self) -> str:
        return self.title_th


class Release(models.Model):
    """One published version of a distribution's table. Never changed once written."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    distribution = models.ForeignKey(Distribution, models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    table_key = models.CharField(max_length=64)  # names the table version in the lake
    raw_sha256 = models.CharField(max_length=64)
    raw_name = models.CharField(max_length=300)
    raw_size_bytes = models.BigIntegerField()
    n_rows = models.BigIntegerField()
    # [{name, label_th, label_en, type, meaning, measure, unit, description_th, description_en}]
    columns = models.JSONField(default=list)
    changes = models.JSONField(default=dict)  # against the release before: n_rows, columns added …
    # whether something of the original was hidden; its hash, by which a guess at what was hidden
    # could be tried, is then told to nobody outside
    is_protected = models.BooleanField(default=False)
    released_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["distribution", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["distribution", "number"], name="release_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.distribution} {self.number}"


class Package(models.Model):
    """What CKAN's clients are given of a published dataset: its package object as packed JSON.

    Written with every change of the dataset, so that answering is a matter of reading. `edition`
    tells with what it was written (`rules.packages`); one of another edition is written anew.
    """

    dataset = models.OneToOneField(Dataset, models.CASCADE, primary_key=True, related_name="+")
    content = models.BinaryField()
    edition = models.CharField(max_length=16, db_index=True)

    def __str__(self) -> str:
        return self.dataset_id


class Change(models.Model):
    """The last that happened to a dataset which is or was public: one line of the feed of changes.

    Written with every such change, in the transaction of its entry in the ledger. A destruction stays
    told, whatever happened after it, so that copies elsewhere go too.
    """

    dataset = models.OneToOneField(Dataset, models.CASCADE, primary_key=True, related_name="+")
    seq = models.BigIntegerField()  # of the ledger
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in CHANGE_KINDS])
    # why it is public no more
    reason = models.CharField(max_length=20, blank=True)
    destroyed_seq = models.BigIntegerField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["seq", "dataset"]
        indexes = [models.Index(fields=["seq", "dataset"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(CHANGE_KINDS)), name="change_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.dataset_id}"


class TableSchema(models.Model):
    """One version of the schema that a distribution's tables are held against; the last is in force.

    Never changed once written.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    distribution = models.ForeignKey(Distribution, models.CASCADE, related_name="schemas")
    number = models.PositiveIntegerField()
    document = models.JSONField()  # Table Schema 2.0
    origin = models.CharField(max_length=10, choices=[(o, o) for o in SCHEMA_ORIGINS])
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["distribution", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["distribution", "number"], name="schema_number_once"),
            models.CheckConstraint(
                condition=Q(origin__in=list(SCHEMA_ORIGINS)), name="schema_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.distribution} {self.number}"


class DataService(models.Model):
    """An API that an agency itself offers for a dataset (DCAT: DataService)."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    datasets = models.ManyToManyField(Dataset, related_name="services", blank=True)
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    endpoint = models.URLField(max_length=2000)
    documentation = models.URLField(max_length=2000, blank=True)

    class Meta:
        ordering = ["title_th"]

    def __str__(self) -> str:
        return self.title_th
