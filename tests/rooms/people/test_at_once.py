"""Several workers at once: every letter and every call goes out once."""

import threading
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from factories.centre import AT, build

from odms.people import actions
from odms.people.models import Letter

N_WORKERS = 4


@pytest.mark.django_db(transaction=True)
def test_workers_send_each_letter_once() -> None:
    centre = build()
    told = {"code": "people.notice.application_made", "facts": {"name": "ก"}}
    for user in centre.people.values():
        for _ in range(3):
            actions.notify(user=user, at=AT, **told)  # type: ignore[arg-type]
    _at_once(lambda: actions.post(at=AT))
    actions.post(at=AT)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        user.email for user in centre.people.values()
    )
    assert all("3" in letter.subject for letter in mail.outbox)
    assert not Letter.objects.filter(sent_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_reminder_at_once_is_one() -> None:
    centre = build()
    facts = {"number": 1, "title": "ก", "by": "ODMS", "reason": ""}
    _at_once(
        lambda: actions.remind(
            key="case:1:submit", agency=centre.agency, code="publication.notice.opened",
            facts=facts, due_at=AT, at=AT,
        )
    )  # fmt: skip
    assert centre.steward.notices.count() == 1


def _at_once(work: Any) -> None:
    """Do the same in several threads; a trouble of any of them is told."""
    troubles: list[Exception] = []
    gate = threading.Barrier(N_WORKERS)

    def worked() -> None:
        gate.wait()
        try:
            work()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=worked) for _ in range(N_WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
