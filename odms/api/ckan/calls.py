"""A call of an action: what was given and who calls. The actions enter themselves in ACTIONS."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from odms.api import counting
from odms.api.doors import caller_of
from odms.errors import Unauthenticated
from odms.people.rules import Person, check_do
from odms.usage import actions as usage
from odms.usage.rules import Visit

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from odms.people.models import User

Given = dict[str, Any]

_UNSEEN = Visit("")


@dataclass(frozen=True)
class Call:
    """One call: its parameters, its file, and whose token came with it (none: a visitor)."""

    given: Given
    at: datetime
    user: "User | None" = None
    person: Person | None = None
    upload: "UploadedFile | None" = None
    visit: Visit = _UNSEEN  # the call as counting sees it
    uses: list[str] = field(default_factory=list)  # the kinds that it was counted as
    caller: str = ""  # whose calls are counted together

    @classmethod
    def of_request(cls, request: HttpRequest, given: Given) -> "Call":
        """The call that a request makes. Whoever asks for JSONP is a visitor: a page of somebody
        else would read the answer."""
        is_known = request.user.is_authenticated and "callback" not in given
        return cls(
            given={name: value for name, value in given.items() if name != "callback"},
            at=timezone.now(),
            user=request.user if is_known else None,
            person=request.person if is_known else None,  # type: ignore[attr-defined]
            upload=request.FILES.get("upload"),
            visit=counting.visit_of(request, repr(sorted(given.items(), key=str))),
            caller=caller_of(request),
        )

    def count(self, kind: str, **what: Any) -> None:
        """Count the call as a use; `what` as `usage.actions.note` takes it."""
        self.uses.append(kind)
        channel = "sql" if kind == "sql" else "ckan"
        usage.note(kind=kind, channel=channel, visit=self.visit, at=self.at, **what)


@dataclass(frozen=True)
class Action:
    """What a name stands for: the parameters that it reads, and whether it changes anything."""

    run: Callable[[Call], Any]
    parameters: tuple[str, ...]
    writes: bool
    help: str  # what it does, for `help_show` and the reference
    deed: str = ""  # what who calls must be allowed to do for some agency at least

    def check(self, call: Call) -> None:
        """Raise Unauthenticated or Forbidden for who cannot do this at all, whatever it is done to.

        Before anything else: a refusal of what was given would tell a stranger what there is.
        """
        if self.writes and call.user is None:
            raise Unauthenticated("api.token_needed")
        if self.deed:
            check_do(call.person, self.deed)


ACTIONS: dict[str, Action] = {}


def action(
    *parameters: str, writes: bool = False, deed: str = ""
) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
    """Enter a function as the action of its name."""

    def entered(run: Callable[[Call], Any]) -> Callable[[Call], Any]:
        enter(Action(run, parameters, writes, run.__doc__ or "", deed), run.__name__)
        return run

    return entered


def enter(action: Action, *names: str) -> None:
    """Let names stand for an action."""
    ACTIONS.update(dict.fromkeys(names, action))


def base_url() -> str:
    """The centre's address without a slash at the end."""
    return settings.CENTRE_URL
