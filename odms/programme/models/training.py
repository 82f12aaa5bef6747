"""Training: courses that are offered, who signed up and came, and how many came elsewhere."""

from django.db import models
from django.db.models import F, Q

from odms.ledger.rules import new_id
from odms.people.models import Agency, User
from odms.programme.models.roadmap import Part
from odms.programme.rules.together import AUDIENCES, COURSE_STATES, SIGN_UP_STATES


class Course(models.Model):
    """A course at a time and a place, or online; `part` is the strand that it serves."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    about = models.TextField(blank=True)
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="courses")
    audience = models.CharField(
        max_length=10, default="everybody", choices=[(a, a) for a in AUDIENCES]
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=2000, blank=True)  # where it is held online
    seats = models.PositiveIntegerField(null=True, blank=True)  # none: no limit
    state = models.CharField(
        max_length=10, default="offered", choices=[(s, s) for s in COURSE_STATES]
    )
    reason = models.TextField(blank=True)  # why it was cancelled
    offered_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(COURSE_STATES)), name="course_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="course_times_in_order"
            ),
            models.CheckConstraint(condition=~Q(place="") | ~Q(url=""), name="course_is_somewhere"),
        ]

    def __str__(self) -> str:
        return self.title_th


class SignUp(models.Model):
    """That a person signed up for a course, and whether they came. Names are told to the centre alone."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sign_ups")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(
        max_length=10, default="signed", choices=[(s, s) for s in SIGN_UP_STATES]
    )
    certificate = models.CharField(max_length=100, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "user"], name="sign_up_once"),
            models.CheckConstraint(
                condition=Q(state__in=list(SIGN_UP_STATES)), name="sign_up_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.user_id}"


class Headcount(models.Model):
    """How many people of an agency took a course without an account here."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="headcounts")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    n = models.PositiveIntegerField()

    class Meta:
        ordering = ["agency"]
        constraints = [
            models.UniqueConstraint(fields=["course", "agency"], name="headcount_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.agency} {self.n}"
