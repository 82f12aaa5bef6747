"""Networks of partners that work on a shared problem: who, with which data, and what came of it."""

from django.db import models
from django.db.models import Q

from odms.catalogue.models import Dataset
from odms.ledger.rules import new_id
from odms.people.models import Agency, User
from odms.programme.rules.together import NETWORK_STATES, PARTNER_KINDS, PARTNER_STATES
from odms.voice.models import Showcase


class Network(models.Model):
    """A problem that several work on together; its owner lets partners in, the centre lets it begin."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    problem = models.TextField()
    goals = models.JSONField(default=list)  # of sustainable development, by number
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(
        max_length=10, default="proposed", choices=[(s, s) for s in NETWORK_STATES]
    )
    is_calling = models.BooleanField(default=True)  # whether partners are looked for
    call = models.TextField(blank=True)  # for whom
    reason = models.TextField(blank=True)  # why it was declined or ended
    datasets = models.ManyToManyField(Dataset, related_name="+", blank=True)
    proposed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(NETWORK_STATES)), name="network_state_known"
            ),
            models.CheckConstraint(condition=~Q(problem=""), name="network_has_problem"),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "ended"]) | ~Q(reason=""),
                name="network_closed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title_th


class Partner(models.Model):
    """An organisation in a network, or one that asks to join; who asked is told to the owner alone."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, related_name="partners")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in PARTNER_KINDS])
    role = models.CharField(max_length=300)  # what it brings
    agency = models.ForeignKey(Agency, models.SET_NULL, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(
        max_length=10, default="asked", choices=[(s, s) for s in PARTNER_STATES]
    )
    reason = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "name"],
                condition=Q(state__in=["asked", "joined"]),
                name="partner_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(PARTNER_STATES)), name="partner_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(PARTNER_KINDS)), name="partner_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NetworkStep(models.Model):
    """A milestone of a network."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, related_name="steps")
    title = models.CharField(max_length=300)
    due_date = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["due_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(evidence=""),
                name="network_step_done_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Outcome(models.Model):
    """What came of a network: words, and where it can be seen, among the reuses of open data or elsewhere."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, related_name="outcomes")
    title = models.CharField(max_length=300)
    about = models.TextField(blank=True)
    url = models.URLField(max_length=2000, blank=True)
    showcase = models.ForeignKey(Showcase, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.title
