"""The shapes of the national programme. Years that end in `_be` are of the Buddhist era."""

from datetime import date, datetime

from ninja import Field, Schema

from odms.api.schemas import AgencyBrief, Words


class Lead(Schema):
    """A body that leads or supports, and as what."""

    name: Words
    role: Words


class ProgressNote(Schema):
    """What was told of the progress."""

    text: str
    at: datetime


class Milestone(Schema):
    """A step of the roadmap, a milestone under it, or what is missing in a dimension of the OECD."""

    code: str
    kind: str = Field(description="step, milestone or gap")
    title: Words
    about: Words
    term: str = Field(description="short, long or empty")
    year_be: int | None
    year_be_until: int | None
    is_printed: bool = Field(description="Whether the guideline prints it")
    is_uncertain: bool = Field(description="Whether the guideline leaves its year open")
    is_reported: bool = Field(description="Whether the centre said how far it is")
    state: str = Field(description="planned, active, done or stopped")
    lane: str = Field(description="now, next, later or done")
    is_late: bool
    reason: str
    agency: AgencyBrief | None
    owner: str
    leads: list[Lead]
    due_date: date | None
    done_at: datetime | None
    evidence: str
    evidence_url: str
    indicators: list[str]
    parts: list[str]
    notes: list[ProgressNote]
    milestones: list["Milestone"]
    url: str
    page_url: str


class Roadmap(Schema):
    """The steps of the roadmap with their milestones, and the gaps to the OECD."""

    source: Words
    first_year_be: int
    last_year_be: int
    steps: list[Milestone]
    gaps: list[Milestone]


class Part(Schema):
    """A strand of providers or users, a draft policy, or an item of one."""

    code: str
    kind: str = Field(description="provider, user, policy or item")
    name: Words
    about: Words
    indicators: list[str]
    milestones: list[str]
    items: list["Part"]


class Caption(Schema):
    """A caption that stands beside the draft policies."""

    code: str
    th: str
    en: str


class Programme(Schema):
    """Strands and policies; which caption belongs to which policy is not certain in the text."""

    source: Words
    goal: Words
    parts: list[Part]
    captions: list[Caption]
    captions_note: Words


class Indicator(Schema):
    """A number by which the programme is followed."""

    code: str
    name: Words
    unit: str = Field(description="share, mean and mark (both of a scale), or count")
    source: str
    value: float | None = Field(description="What was computed last")
    n: float | None
    of: float | None
    measured_at: datetime | None
    baseline: float | None = Field(description="As the survey of 2565 reported it")
    baseline_year_be: int | None
    target: float | None
    target_year_be: int | None
    declared: float | None = Field(description="What the centre says of itself")
    declared_note: str
    declared_url: str
    declared_at: datetime | None
    url: str
    page_url: str


class IndicatorDay(Schema):
    """What an indicator came to from a day on."""

    day: date
    value: float | None


class IndicatorCourse(Indicator):
    """An indicator with its course."""

    course: list[IndicatorDay]


class Dimension(Schema):
    """A dimension of a framework of the OECD."""

    indicator: Indicator
    now: float | None
    is_declared: bool
    is_unverified: bool
    oecd_mean: float | None = Field(
        description="Mean of members; null: not published in the source"
    )
    missing: float | None = Field(description="What is missing to the target")
    gaps: list[str]


class Oecd(Schema):
    """A framework of the OECD: where the centre stands against targets and members."""

    framework: str
    title: Words
    unverified: Words | None
    year: int
    source: Words
    whole: Dimension
    dimensions: list[Dimension]


class NewMilestone(Schema):
    """A milestone under a step, or a gap in a dimension."""

    title_th: str
    title_en: str = ""
    about: str = ""
    step: str = Field("", description="Code of the step that it belongs to")
    indicator: str = Field("", description="Code of the dimension in which it is missing")
    agency: str = Field("", description="Slug of the agency that does it")
    owner: str = Field("", description="Office or unit that does it")
    due_date: date | None = None


class MilestoneDeed(Schema):
    """What is done to a milestone."""

    deed: str = Field(description="start, finish, stop, resume, change or note")
    reason: str = ""
    evidence: str = ""
    url: str = Field("", description="Address of the evidence")
    text: str = Field("", description="What is told of the progress, for note")
    agency: str = Field("", description="Slug of the agency that does it, for change")
    owner: str = ""
    due_date: date | None = None


class IndicatorDeed(Schema):
    """A target, or where the centre says it stands; null takes it away."""

    deed: str = Field(description="target or declare")
    value: float | None = None
    year: int | None = Field(None, description="Year of the target, of either era")
    note: str = Field("", description="Evidence of what is declared")
    url: str = ""
