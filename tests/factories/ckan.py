"""Calls of CKAN's Action API by a token, and the people who finish what it began."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.test import Client
from django.utils import timezone
from factories.centre import AT, Centre
from factories.engine import remembered
from factories.records import DESCRIPTION

from odms.intake import actions as intake
from odms.intake.models import Delivery
from odms.people import actions as people
from odms.people.models import User
from odms.publication import actions as publication
from odms.publication.models import Case


def token(user: User) -> str:
    """The secret of a new token of a user."""
    at = timezone.now()
    end = at + timedelta(days=1)
    return people.make_token(by=user, user=user, name="loader", expires_at=end, at=at)[1]


class Caller:
    """A client with a token, or without one."""

    def __init__(self, user: User | None = None) -> None:
        self._headers = {"authorization": token(user)} if user else {}

    def call(self, action: str, /, **given: Any) -> Any:
        """The response to a call; a `BytesIO` among its values makes it multipart."""
        path, client = f"/api/action/{action}", Client(headers=self._headers)
        if any(isinstance(value, BytesIO) for value in given.values()):
            return client.post(path, given)
        return client.post(path, json.dumps(given), content_type="application/json")

    def result(self, action: str, /, **given: Any) -> Any:
        """The result of a call that succeeds."""
        response = self.call(action, **given)
        assert response.status_code == 200, response.content.decode()
        return response.json()["result"]

    def error(self, action: str, /, **given: Any) -> Any:
        """Status and `error` of a call that fails."""
        response = self.call(action, **given)
        return response.status_code, response.json()["error"]


def file(text: str, name: str) -> BytesIO:
    """A file to upload."""
    made = BytesIO(text.encode())
    made.name = name
    return made


def read_all() -> None:
    """Read what was delivered and open its cases, as the queue does."""
    with remembered():
        for delivery in Delivery.objects.filter(state="received"):
            intake.work_on(delivery_id=delivery.id, at=AT)
    publication.sweep(at=AT)


def publish(centre: Centre, name: str) -> Case:
    """Have people finish and publish the open case of a dataset."""
    case = Case.objects.get(dataset__slug=name, state="draft")
    missing = {key: value for key, value in DESCRIPTION.items() if not case.record.get(key)}
    case = publication.change_record(by=centre.steward, case=case, changes=missing, at=AT)
    case = publication.submit(by=centre.steward, case=case, at=AT)
    case = publication.approve(by=centre.approver, case=case, at=AT + timedelta(hours=1))
    return publication.publish(case=case, at=AT + timedelta(hours=2))
