"""How allauth behaves in this centre."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from odms.people import queries as people
from odms.people.rules import can_do


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are made by their agency or the centre; after signing in they see their work."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up alone."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk for those who have one, the account for the others."""
        return reverse("desk" if can_do(people.get_person(request.user), "desk.see") else "account")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows shows what became of the form."""
