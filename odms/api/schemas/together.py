"""The shapes of networks and training; nobody who asked or signed up is named."""

from datetime import date, datetime

from ninja import Field, Schema

from odms.api.schemas import AgencyBrief, Words


class Partner(Schema):
    """An organisation that joined a network."""

    id: str
    name: str
    kind: str = Field(description="agency, company, university or civil")
    role: str = Field(description="What it brings")
    agency: str | None = Field(description="Slug, where it is an agency of this centre")


class NetworkStep(Schema):
    """A milestone of a network."""

    id: str
    title: str
    due_date: date | None
    done_at: datetime | None
    evidence: str


class Outcome(Schema):
    """What came of a network."""

    title: str
    about: str
    url: str
    showcase: str | None = Field(description="Identifier of the reuse that shows it")
    at: datetime


class NetworkBrief(Schema):
    """A network in a list."""

    slug: str
    title: Words
    problem: str
    goals: list[str] = Field(description="Goals of sustainable development, by number")
    state: str = Field(description="proposed, running, declined or ended")
    is_calling: bool = Field(description="Whether partners are looked for")
    n_partners: int
    agency: AgencyBrief | None
    url: str
    page_url: str


class Network(NetworkBrief):
    """A network with partners, data, milestones and outcomes."""

    call: str
    reason: str
    partners: list[Partner]
    datasets: list[str]
    steps: list[NetworkStep]
    outcomes: list[Outcome]


class NewNetwork(Schema):
    """A network that is proposed."""

    title_th: str
    title_en: str = ""
    problem: str
    goals: list[str] = []
    call: str = Field("", description="Which partners are looked for")
    agency: str = Field("", description="Slug of the agency for which it is proposed")


class NewPartner(Schema):
    """Who asks to join, and what they bring."""

    name: str = Field("", description="Empty for an agency of this centre")
    kind: str = "agency"
    role: str
    agency: str = Field("", description="Slug")


class PartnerAsked(Schema):
    """What was asked, before the owner decides."""

    id: str
    state: str


class NetworkDeed(Schema):
    """What is done to a network by those who lead it, or by the centre."""

    deed: str = Field(
        description="approve, decline, end, change, step, finish, outcome, accept, refuse or leave"
    )
    reason: str = ""
    partner: str = Field("", description="Identifier, for accept, refuse and leave")
    step: str = Field("", description="Identifier of the milestone, for finish")
    title: str = Field("", description="For step and outcome")
    about: str = ""
    url: str = ""
    showcase: str = Field("", description="Identifier of a public reuse, for outcome")
    evidence: str = ""
    due_date: date | None = None
    problem: str = ""
    call: str = ""
    is_calling: bool = True
    datasets: list[str] = Field([], description="Slugs of public datasets, for change")


class Course(Schema):
    """A course that is offered."""

    id: str
    title: Words
    about: str
    part: str | None = Field(description="Code of the strand that it serves")
    audience: str = Field(description="everybody, steward, approver or auditor")
    starts_at: datetime
    ends_at: datetime
    place: str
    course_url: str = Field(description="Where it is held online")
    seats: int | None
    n_taken: int
    state: str = Field(description="offered or cancelled")
    url: str
    page_url: str


class TakenBy(Schema):
    """How many people of an agency took a course."""

    agency: AgencyBrief
    n: int


class Training(Schema):
    """Courses to come and held, and what was taken."""

    courses: list[Course]
    past: list[Course]
    people_trained: int
    taken: list[TakenBy]


class NewCourse(Schema):
    """A course as it is offered."""

    title_th: str
    title_en: str = ""
    about: str = ""
    part: str = Field("", description="Code of a strand")
    audience: str = "everybody"
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    url: str = ""
    seats: int | None = Field(None, ge=1)


class Seat(Schema):
    """One's own seat."""

    state: str


class SeatDeed(Schema):
    """Taking a seat, or giving it back."""

    deed: str = Field("sign-up", description="sign-up or leave")
    agency: str = Field("", description="Slug of the agency for which one comes")


class Headcount(Schema):
    """How many people of an agency came without an account; nought takes it back."""

    agency: str
    n: int = Field(ge=0)
