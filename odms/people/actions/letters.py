"""Letters by e-mail: news gathered into one, and sent with pauses until they are out.

The row is the truth: whoever sends takes it for a while, and one that was dropped is taken up by
the next.
"""

import logging
from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from odms.definitions.days import said_moment
from odms.definitions.messages import sentence
from odms.people.models import Letter, Notice, User
from odms.people.queries import letter_token, paces_of
from odms.people.rules.letters import Composed, News, Sender, compose
from odms.people.rules.notices import (
    ALWAYS,
    LEASE,
    MOST_NEWS,
    NEWS_LASTS,
    goes_out_at,
    kind_of,
    pause_after,
)

log = logging.getLogger(__name__)


def post(*, at: datetime) -> int:
    """Gather the news that are due into letters and send what waits; how many went out."""
    gather(at=at)
    waiting = Letter.objects.filter(next_at__lte=at).values_list("pk", flat=True)
    return sum(_send(pk, at) for pk in list(waiting))


@transaction.atomic
def gather(*, at: datetime) -> int:
    """Put news into letters, one a person; how many letters there are more."""
    notices = Notice.objects.select_for_update(of=("self",), skip_locked=True)
    by_user: dict[User, list[Notice]] = defaultdict(list)
    for notice in notices.filter(is_posted=False).select_related("user").order_by("at", "id"):
        by_user[notice.user].append(notice)
    return sum(_gather_for(user, news, at) for user, news in by_user.items())


def write(
    *, email: str, language: str, code: str, facts: dict[str, str], path: str, at: datetime
) -> Letter:
    """Have a letter with one sentence written to somebody who has no account."""
    return Letter.objects.create(
        email=email, language=language, code=code, facts=facts, path=path, made_at=at, next_at=at
    )


def pass_over(*, until: datetime) -> int:
    """Write no letter about news of so long ago, such as those of a story that was told; how many."""
    return Notice.objects.filter(is_posted=False, at__lte=until).update(is_posted=True)


def _gather_for(user: User, news: list[Notice], at: datetime) -> bool:
    """Whether there is a letter for this person now; news that come in none are put aside."""
    paces, zone = paces_of(user), ZoneInfo(settings.TIME_ZONE)
    due, aside = [], []
    for notice in news:
        pace = "now" if notice.code in ALWAYS else paces[kind_of(notice.code, notice.facts)]
        out_at = goes_out_at(pace, notice.at, zone)
        if out_at is None or notice.read_at or at - notice.at > NEWS_LASTS or not user.is_active:
            aside.append(notice.pk)
        elif out_at <= at:
            due.append(notice.pk)
    Notice.objects.filter(pk__in=aside).update(is_posted=True)
    if not due:
        return False
    letter = Letter.objects.create(
        user=user, email=user.email, language=user.language, made_at=at, next_at=at
    )
    Notice.objects.filter(pk__in=due).update(is_posted=True, letter=letter)
    return True


def _send(pk: str, at: datetime) -> bool:
    """Take a letter and send it; whether it went out."""
    taken = Letter.objects.filter(pk=pk, next_at__lte=at)
    if not taken.update(next_at=at + LEASE, n_attempts=F("n_attempts") + 1):
        return False
    letter = Letter.objects.select_related("user").get(pk=pk)
    try:
        _mail(letter).send()
    except OSError as error:  # what smtplib raises is one, and so is a server that is not there
        pause = pause_after(letter.n_attempts)
        letter.next_at, letter.trouble = pause and at + pause, str(error)[:300]
        letter.save(update_fields=["next_at", "trouble"])
        log.warning("letter %s was not sent: %s", letter.pk, error)
        return False
    letter.sent_at, letter.next_at, letter.trouble = at, None, ""
    letter.save(update_fields=["sent_at", "next_at", "trouble"])
    return True


def _mail(letter: Letter) -> EmailMultiAlternatives:
    composed, choice = _composed(letter), _choice_url(letter)
    headers = {"Auto-Submitted": "auto-generated"}
    if choice:
        headers["List-Unsubscribe"] = f"<{choice}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        composed.subject, composed.text, to=[letter.email], headers=headers
    )
    mail.attach_alternative(composed.html, "text/html")
    return mail


def _composed(letter: Letter) -> Composed:
    notices = list(letter.notices.order_by("-at", "-id"))
    news = [_news(letter, notice) for notice in notices[:MOST_NEWS]]
    if letter.code:
        told = sentence(letter.code, letter.language, letter.facts)
        news = [News(told, _address(letter.path, letter.language))]
    return compose(
        news,
        n_more=max(len(notices) - MOST_NEWS, 0),
        to=letter.user.name if letter.user else "",
        language=letter.language,
        sender=Sender(settings.CENTRE_NAMES[letter.language], _choice_url(letter)),
    )


def _news(letter: Letter, notice: Notice) -> News:
    path = notice.path
    if notice.code in ALWAYS and letter.user:
        path = _invitation_path(letter.user)
    return News(
        sentence(notice.code, letter.language, notice.facts),
        _address(path, letter.language),
        said_moment(timezone.localtime(notice.at), letter.language),
    )


def _address(path: str, language: str) -> str:
    if not path:
        return ""
    return settings.CENTRE_URL + ("/en" if language == "en" else "") + path


def _choice_url(letter: Letter) -> str:
    if letter.user is None:
        return ""
    return _address(f"/letters/{letter_token(letter.user)}", letter.language)


def _invitation_path(user: User) -> str:
    """Where an invited person sets a password; made when the letter goes out, and kept nowhere."""
    with translation.override("th"):  # Thai addresses have no prefix
        return reverse(
            "account_reset_password_from_key",
            kwargs={
                "uidb36": user_pk_to_url_str(user),
                "key": default_token_generator.make_token(user),
            },
        )
