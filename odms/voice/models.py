"""Tables of voice: requests with votes, feedback with answers, surveys with answers."""

from django.db import models
from django.db.models import Q

from odms.catalogue.models import Dataset, Distribution, Release, Theme
from odms.inventory.models import Entry
from odms.ledger.rules import new_id
from odms.people.models import Agency, User
from odms.publication.models import Case
from odms.voice.rules import (
    FEEDBACK_STATES,
    QUESTION_STATES,
    REQUEST_STATES,
    SHOWCASE_STATES,
    SURVEY_STATES,
)


class Request(models.Model):
    """Data that somebody asks for, and what became of it. Name and address are shown to officers."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    title = models.CharField(max_length=300)
    wanted = models.TextField()
    purpose = models.TextField()  # how the asker would use it
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    asker_name = models.CharField(max_length=200, blank=True)
    asker_email = models.EmailField(blank=True)
    state = models.CharField(max_length=10, default="new", choices=[(s, s) for s in REQUEST_STATES])
    asked_at = models.DateTimeField()
    due_date = models.DateField()
    officer = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)
    ground = models.CharField(max_length=40, blank=True)  # of `refusals` in the definitions
    reason = models.TextField(blank=True)  # why it was declined
    decided_at = models.DateTimeField(null=True, blank=True)
    appeal = models.TextField(blank=True)  # why the one who asked wants it looked at again
    appealed_at = models.DateTimeField(null=True, blank=True)
    review_date = models.DateField(null=True, blank=True)  # until when the appeal is decided
    reviewer = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    review = models.TextField(blank=True)  # what was decided on the appeal, and why
    reviewed_at = models.DateTimeField(null=True, blank=True)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="+")
    province = models.CharField(max_length=2, blank=True)
    # what an agency holds that could answer it
    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    dataset = models.ForeignKey(Dataset, models.SET_NULL, null=True, blank=True, related_name="+")
    release = models.ForeignKey(Release, models.SET_NULL, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["state", "-asked_at"]),
            models.Index(fields=["agency", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(REQUEST_STATES)), name="request_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="request_declined_with_reason"
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="request_has_purpose"),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="request_merged_into_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Vote(models.Model):
    """One person's support of a request.

    `mark` is the user's id, or of a visitor the keyed hash of the day and the address, which itself
    is kept nowhere.
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="votes")
    mark = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "mark"], name="vote_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.at}"


class Sending(models.Model):
    """How much of a kind one person sent on a day, under the mark of a vote; kept for a day."""

    day = models.DateField()
    mark = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "mark", "kind"], name="sending_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.n}"


class Feedback(models.Model):
    """What somebody says of a dataset, of its table, a column or a row."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="+")
    table = models.ForeignKey(
        Distribution, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    column = models.CharField(max_length=300, blank=True)
    row = models.PositiveBigIntegerField(null=True, blank=True)
    useful = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 to 5
    text = models.TextField(blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(
        max_length=10, default="open", choices=[(s, s) for s in FEEDBACK_STATES]
    )
    given_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    # the release that came of it
    release = models.ForeignKey(Release, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-given_at", "-id"]
        verbose_name_plural = "feedback"
        indexes = [models.Index(fields=["dataset", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(FEEDBACK_STATES)), name="feedback_state_known"
            ),
            models.CheckConstraint(
                condition=Q(useful__isnull=True) | Q(useful__range=(1, 5)), name="feedback_mark"
            ),
            models.CheckConstraint(
                condition=Q(useful__isnull=False) | ~Q(text=""), name="feedback_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.given_at}"


class Answer(models.Model):
    """What an officer answers to a piece of feedback."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="answers")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.feedback} {self.at}"


class Question(models.Model):
    """What somebody asks about a dataset, where everybody reads it."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="+")
    text = models.TextField()
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(
        max_length=10, default="open", choices=[(s, s) for s in QUESTION_STATES]
    )
    asked_at = models.DateTimeField()
    accepted = models.ForeignKey("Reply", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["dataset", "-asked_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(QUESTION_STATES)), name="question_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.asked_at}"


class Reply(models.Model):
    """An answer to a question, by the publisher or by anybody who has signed in."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="replies")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_officers = models.BooleanField(default=False)  # of the agency whose dataset it is
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"{self.question} {self.at}"


class Showcase(models.Model):
    """What somebody made of open data. Name and address of who sent it are told to the centre."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    title = models.CharField(max_length=300)
    about = models.TextField()
    kind = models.CharField(max_length=20)  # of `showcase_kinds` in the definitions
    link = models.URLField(max_length=1000)
    goals = models.JSONField(default=list)  # of sustainable development, by number
    datasets = models.ManyToManyField(Dataset, related_name="+")
    picture = models.CharField(max_length=64, blank=True)  # SHA-256
    alt = models.CharField(max_length=300, blank=True)  # what the picture shows
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    maker = models.CharField(max_length=200, blank=True)  # who made it, for everybody to read
    email = models.EmailField(blank=True)
    state = models.CharField(
        max_length=10, default="submitted", choices=[(s, s) for s in SHOWCASE_STATES]
    )
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was refused or withdrawn
    broken_since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-submitted_at", "-id"]
        indexes = [models.Index(fields=["state", "-decided_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(SHOWCASE_STATES)), name="showcase_state_known"
            ),
            models.CheckConstraint(
                condition=Q(picture="") | ~Q(alt=""), name="showcase_picture_told"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Survey(models.Model):
    """What people are asked: its document never changes once somebody answered, for what it asks.

    It is about the centre, an agency, or a dataset (and its agency then).
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    code = models.SlugField(max_length=100, unique=True)
    document = models.JSONField()  # see `rules.documents`
    state = models.CharField(
        max_length=10, default="draft", choices=[(s, s) for s in SURVEY_STATES]
    )
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    dataset = models.ForeignKey(Dataset, models.CASCADE, null=True, blank=True, related_name="+")
    # the survey whose questions this one asks anew, changed
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    is_built_in = models.BooleanField(default=False)  # made of the definitions
    opens_date = models.DateField(null=True, blank=True)
    closes_date = models.DateField(null=True, blank=True)  # the last day
    shares = models.JSONField(default=dict, blank=True)  # {group: share of the population}
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["state", "-made_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(SURVEY_STATES)), name="voice_survey_state_known"
            ),
            models.CheckConstraint(
                condition=Q(opens_date__isnull=True)
                | Q(closes_date__isnull=True)
                | Q(opens_date__lte=models.F("closes_date")),
                name="survey_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AnswerFile(models.Model):
    """A file of answers that were given elsewhere: what of it was taken, and why other rows were not.

    The file itself is not kept: forms of others hold names and addresses. `is_repeated` is set upon a
    record that is given back because the same file had come before.
    """

    is_repeated = False

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="files")
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    n_rows = models.PositiveIntegerField()
    n_taken = models.PositiveIntegerField()
    n_known = models.PositiveIntegerField(default=0)  # rows that an earlier file had brought
    n_refused = models.PositiveIntegerField()
    fields = models.JSONField(default=dict)  # {heading: field}
    problems = models.JSONField(default=list)  # the first of them: row, heading, value, code, facts
    n_problems = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "sha256"], name="answer_file_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SurveyAnswer(models.Model):
    """One person's answers to a survey. Nobody is named, and of the time only the day is kept."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    day = models.DateField()
    # the agency whose data the person uses, if they say
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    answers = models.JSONField(default=dict)  # {question: mark, choice, choices, number or text}
    file = models.ForeignKey(
        AnswerFile, models.CASCADE, null=True, blank=True, related_name="answers"
    )
    # a keyed hash of a row that says when it was answered, so that it counts once
    key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [
            models.Index(fields=["agency", "day"]),
            models.Index(fields=["survey", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "key"], condition=~Q(key=""), name="survey_answer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.day}"
