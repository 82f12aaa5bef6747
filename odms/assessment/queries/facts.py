"""What the rooms know of the centre and of an agency, as the functions of evidence ask for it.

Each part is read when it is first asked for, so that one question costs what it needs and a night
costs each part once.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, Exists, F, OuterRef, Q
from django.utils import timezone

from odms.assessment.queries import users
from odms.catalogue.models import DataService, Dataset, Distribution, Extent, Origin
from odms.definitions import national
from odms.harvest.models import Source
from odms.health import queries as health
from odms.health.models import DatasetMarks, GroupMarks, PastMark
from odms.health.rules import CENTRE
from odms.intake.models import Delivery
from odms.inventory.models import Entry
from odms.outlets.models import Record as OutletRecord
from odms.people.models import Agency, Membership
from odms.publication.models import PlanItem, Standing
from odms.standards.scoring import how_to_get
from odms.usage import queries as usage
from odms.voice.models import Answer as FeedbackAnswer
from odms.voice.models import Feedback, Question, Request, Showcase
from odms.voice.rules import OPEN_FEEDBACK, OPEN_REQUESTS

_YEAR = timedelta(days=365)
_TOP = 5
_LIVE = ("H", "N", "R")  # of `frequencies.yaml`: hourly, by the minute, as it happens
_USES = ("view", "download", "api")
_UNPROMISED = ("", "U", "X", "O")


class CentreFacts:
    """The centre as it stands at a moment."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._year_ago = timezone.localdate(at) - _YEAR

    # the catalogue

    @cached_property
    def _public(self) -> dict[str, int]:
        live = Q(frequency__in=_LIVE) | Exists(
            DataService.objects.filter(datasets=OuterRef("pk")).values("pk")
        )
        return Dataset.objects.filter(state="published").aggregate(
            n=Count("id"),
            n_gathered=Count("id", filter=Q(is_gathered=True)),
            n_themes=Count("theme", distinct=True),
            n_licences=Count("licence", filter=~Q(licence=""), distinct=True),
            n_promised=Count("id", filter=~Q(frequency__in=_UNPROMISED)),
            n_own_promised=Count("id", filter=~Q(frequency__in=_UNPROMISED) & Q(is_gathered=False)),
            n_live=Count("id", filter=live),
        )

    @property
    def n_datasets(self) -> int:
        """Public datasets."""
        return self._public["n"]

    @property
    def n_gathered(self) -> int:
        """Public datasets of other catalogues."""
        return self._public["n_gathered"]

    @property
    def n_themes(self) -> int:
        """Themes that public datasets have."""
        return self._public["n_themes"]

    @property
    def n_licences(self) -> int:
        """Different licences of public datasets."""
        return self._public["n_licences"]

    @property
    def n_promised(self) -> int:
        """Public datasets with a promised frequency."""
        return self._public["n_promised"]

    @property
    def n_live(self) -> int:
        """Public datasets that move, or have a data service."""
        return self._public["n_live"]

    @property
    def n_own_promised(self) -> int:
        """Of these, those whose frequency a publisher of this centre promised."""
        return self._public["n_own_promised"]

    @cached_property
    def n_late(self) -> int:
        """Datasets of this centre that are late against their promise."""
        return len(health.list_late(None, at=self.at))

    @cached_property
    def n_formats(self) -> int:
        """Formats in which public datasets can be had."""
        found = Distribution.objects.filter(dataset__state="published").exclude(source_format="")
        return found.order_by().values("source_format").distinct().count()

    @cached_property
    def n_tables(self) -> int:
        """Tables that are kept here."""
        found = Distribution.objects.filter(dataset__state="published", current__isnull=False)
        return found.count()

    @cached_property
    def n_with_area(self) -> int:
        """Public datasets that say which area they are about."""
        return Extent.objects.filter(dataset__state="published", west__isnull=False).count()

    @cached_property
    def delay_days(self) -> float | None:
        """Mean days from a change at the source to its gathering, of what changed since it was first
        gathered; None of nothing."""
        changed = Origin.objects.filter(
            dataset__state="published",
            modified_at__gt=F("dataset__created_at"),
            gathered_at__gte=F("modified_at"),
        )
        mean = changed.aggregate(mean=Avg(F("gathered_at") - F("modified_at")))["mean"]
        return round(mean / timedelta(days=1), 2) if mean is not None else None

    @cached_property
    def sources(self) -> list[Source]:
        """Catalogues elsewhere that were approved."""
        return list(Source.objects.filter(state="approved"))

    # agencies

    @cached_property
    def agencies(self) -> list[Agency]:
        """All agencies."""
        return list(Agency.objects.all())

    @cached_property
    def publishing(self) -> dict[str, int]:
        """Public datasets of each agency that has any, by its id."""
        found = Dataset.objects.filter(state="published").order_by().values_list("agency_id")
        return dict(found.annotate(n=Count("id")))

    def agencies_of(self, sector: str) -> list[Agency]:
        """The agencies of a sector."""
        return [one for one in self.agencies if one.sector == sector]

    def n_datasets_of(self, sector: str) -> int:
        """Public datasets of a sector."""
        return sum(self.publishing.get(one.id, 0) for one in self.agencies_of(sector))

    @cached_property
    def n_staffed(self) -> int:
        """Publishing agencies with a steward and an approver."""
        roles = Membership.objects.filter(role__in=("steward", "approver"))
        held: dict[str, set[str]] = {}
        for agency, role in roles.values_list("agency_id", "role").distinct():
            held.setdefault(agency, set()).add(role)
        return sum(len(held.get(id, ())) == 2 for id in self.publishing)

    @cached_property
    def n_planning(self) -> int:
        """Agencies with a plan of what they publish."""
        found = PlanItem.objects.exclude(state="dropped").order_by()
        return found.values("agency").distinct().count()

    @cached_property
    def n_standings(self) -> int:
        """Agencies whose processes are computed."""
        return Standing.objects.filter(subject_kind="agency").count()

    @cached_property
    def inventory(self) -> dict[str, Any]:
        """Entries of all inventories: `n`, `n_open`, `n_closed`, `n_owned`, `n_published` (of the
        open ones), and the ids of `agencies` that have any."""
        present = Entry.objects.filter(state="present")
        is_open = Q(classification="open")
        told = present.aggregate(
            n=Count("id"),
            n_open=Count("id", filter=is_open),
            n_closed=Count("id", filter=~is_open & ~Q(classification="")),
            n_owned=Count("id", filter=~Q(owner_unit="") | Q(owner__isnull=False)),
            n_published=Count("id", filter=is_open & Q(dataset__state="published")),
        )
        ids = present.order_by().values_list("agency_id", flat=True).distinct()
        return told | {"agencies": set(ids)}

    @cached_property
    def n_deliveries(self) -> int:
        """Deliveries that came."""
        return Delivery.objects.count()

    # use

    @cached_property
    def _uses(self) -> dict[str, int]:
        return usage.of_agency(None, at=self.at)

    def uses(self, kind: str) -> int:
        """How often a kind of use happened in the last days."""
        return self._uses.get(kind, 0)

    @property
    def n_uses(self) -> int:
        """Views, downloads and calls in the last days."""
        return sum(self.uses(kind) for kind in _USES)

    @cached_property
    def n_search_words(self) -> int:
        """Words that were searched for and not found in the last days."""
        return len(usage.list_failed_searches(at=self.at))

    @cached_property
    def used_datasets(self) -> list[tuple[Dataset, int]]:
        """The datasets that were used most, with their uses."""
        found = usage.by_dataset(None, at=self.at, limit=1_000)
        return [(dataset, sum(counts.get(kind, 0) for kind in _USES)) for dataset, counts in found]

    @property
    def top_datasets(self) -> list[str]:
        """The titles of the five datasets that were used most, with their uses."""
        return [f"{one.title_th} ({n:,})" for one, n in self.used_datasets[:_TOP]]

    @property
    def top_themes(self) -> list[str]:
        """The names of the five themes whose datasets were used most, with their uses."""
        names = {one["code"]: one["th"] for one in national("themes.yaml")}
        found: Counter[str] = Counter()
        for code, counts in usage.by_theme(at=self.at).items():
            found[code] = sum(counts.get(kind, 0) for kind in _USES)
        most = [(code, n) for code, n in found.most_common() if code and n]
        return [f"{names.get(code, code)} ({n:,})" for code, n in most[:_TOP]]

    # voice

    @cached_property
    def requests(self) -> dict[str, int]:
        """Requests: `n`, `n_year`, `n_decided`, `n_published`, and the datasets they led to."""
        is_open = Q(state__in=OPEN_REQUESTS)
        return Request.objects.aggregate(
            n=Count("id"),
            n_year=Count("id", filter=Q(asked_at__gte=self.at - _YEAR)),
            n_decided=Count("id", filter=~is_open),
            n_published=Count("id", filter=Q(state="published")),
            n_datasets=Count("dataset", filter=Q(state="published"), distinct=True),
        )

    @cached_property
    def feedback(self) -> dict[str, int]:
        """Feedback: `n`, `n_marks`, `n_words`, of these `n_answered`; answers; releases after it."""
        words = ~Q(text="")
        told = Feedback.objects.aggregate(
            n=Count("id"),
            n_marks=Count("useful"),
            n_words=Count("id", filter=words),
            n_answered=Count("id", filter=words & ~Q(state__in=OPEN_FEEDBACK)),
            n_led_to_release=Count("id", filter=Q(release__isnull=False)),
        )
        return told | {"n_answers": FeedbackAnswer.objects.count()}

    @cached_property
    def answers(self) -> dict[str, int]:
        """Answers to the questionnaire: `n_year` in the last twelve months."""
        return {"n_year": users.count_answers_since(self._year_ago)}

    @cached_property
    def satisfaction(self) -> dict[str, float]:
        """The mean of each dimension of the questionnaire; none while too few answered."""
        return users.means()

    @property
    def respondent_groups(self) -> list[str]:
        """Who answered the questionnaire, the largest group first; none while too few did."""
        return [f"{name} ({n:,})" for name, n in users.list_groups()]

    @cached_property
    def showcases(self) -> dict[str, int]:
        """What was made of the data: `n` shown to all, of these `n_with_datasets` and `n_with_goals`;
        and `n_submitted`, whatever became of them."""
        public = Showcase.objects.filter(state="public")
        return {
            "n": public.count(),
            "n_with_datasets": public.filter(datasets__isnull=False).distinct().count(),
            "n_with_goals": public.exclude(goals=[]).count(),
            "n_submitted": Showcase.objects.count(),
        }

    @cached_property
    def n_questions(self) -> int:
        """Questions about datasets that everybody reads, with their answers."""
        return Question.objects.count()

    @property
    def contact_email(self) -> str:
        """Where the centre can be written to."""
        return str(settings.CENTRE_EMAIL)

    # scores

    @cached_property
    def _tallies(self) -> dict[str, Any]:
        row = GroupMarks.objects.filter(subject_kind="centre", subject_id=CENTRE).first()
        return row.tallies if row else {}

    def having(self, framework: str, metric: str) -> tuple[int, int]:
        """How many datasets have all points of a metric, of how many that were scored."""
        tally = self._tallies.get(framework, {})
        lacking = tally.get("lacking", {}).get(metric, (0,))
        return tally.get("n", 0) - lacking[0], tally.get("n", 0)

    @property
    def causes(self) -> list[str]:
        """What datasets lack of the metrics of MQA, what most lack first."""
        lacking = self._tallies.get("mqa", {}).get("lacking", {})
        most = sorted(lacking.items(), key=lambda one: (-one[1][0], one[0]))
        return [f"{how_to_get('mqa', code)['th']} ({sums[0]:,})" for code, sums in most]

    @cached_property
    def stars(self) -> dict[int, int]:
        """How many datasets have how many of the five stars."""
        found = DatasetMarks.objects.order_by().values_list("marks__stars__points")
        return {int(stars or 0): n for stars, n in found.annotate(n=Count("dataset_id"))}

    @property
    def n_scored(self) -> int:
        """Datasets that are scored."""
        return sum(self.stars.values())

    @cached_property
    def n_score_days(self) -> int:
        """Days on which the centre's scores changed."""
        found = PastMark.objects.filter(subject_kind="centre", subject_id=CENTRE)
        return found.order_by().values("day").distinct().count()

    @property
    def n_licences_explained(self) -> int:
        """Licences whose meaning is told."""
        return sum("allows_th" in one for one in national("licences.yaml"))


class AgencyFacts:
    """An agency as it stands at a moment."""

    def __init__(self, agency: Agency, at: datetime) -> None:
        self.agency, self.at = agency, at

    @cached_property
    def n_datasets(self) -> int:
        """Its public datasets that are its own."""
        return self._own.count()

    @property
    def _own(self) -> Any:
        return Dataset.objects.filter(agency=self.agency, state="published", is_gathered=False)

    @cached_property
    def n_late(self) -> int:
        """Of these, how many are late."""
        return len(health.list_late(self.agency, at=self.at))

    @cached_property
    def _marks(self) -> Sequence[tuple[Any, Any]]:
        own = DatasetMarks.objects.filter(agency=self.agency, dataset__is_gathered=False)
        return list(own.values_list("marks__items__points", "marks__items__of"))

    @property
    def n_scored(self) -> int:
        """How many are scored."""
        return len(self._marks)

    @property
    def n_complete(self) -> int:
        """How many have all mandatory items."""
        return sum(points is not None and points >= of for points, of in self._marks)

    @cached_property
    def n_registered(self) -> int:
        """How many stand in another catalogue that the agency pushes to."""
        kept = OutletRecord.objects.filter(dataset__in=self._own).exclude(remote_id="")
        return kept.order_by().values("dataset").distinct().count()

    @cached_property
    def plan(self) -> dict[str, int]:
        """Items of the plan that were due (`n_due`), and of these those published by their day."""
        today = timezone.localdate(self.at)
        due = PlanItem.objects.filter(agency=self.agency, due_date__lte=today)
        told = due.exclude(state="dropped").values_list("published_at", "due_date")
        kept = [at is not None and timezone.localdate(at) <= day for at, day in told]
        return {"n_due": len(kept), "n_kept": sum(kept)}

    @cached_property
    def n_answered(self) -> int:
        """Requests and feedback of users that the agency answered."""
        requests = Request.objects.filter(agency=self.agency).exclude(state__in=OPEN_REQUESTS)
        said = Feedback.objects.filter(dataset__agency=self.agency).exclude(text="")
        return requests.count() + said.exclude(state__in=OPEN_FEEDBACK).count()
