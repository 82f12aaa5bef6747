"""Deeds upon people: applications, agencies, users, roles, tokens, and news on its ways."""

from odms.people.actions.accounts import (
    change_profile,
    create_agency,
    create_user,
    grant,
    make_token,
    revoke,
    revoke_token,
)
from odms.people.actions.applications import Wish, answer, apply, ask, refuse, verify
from odms.people.actions.delegations import delegate, take_back
from odms.people.actions.forgetting import forget
from odms.people.actions.letters import gather, pass_over, post, write
from odms.people.actions.notices import (
    escalate,
    keep_paces,
    mark_notices_read,
    notify,
    remind,
    set_paces,
    settle,
)
from odms.people.actions.webhooks import call, make_webhook, remove_webhook

__all__ = [
    "Wish",
    "answer",
    "apply",
    "ask",
    "call",
    "change_profile",
    "create_agency",
    "create_user",
    "delegate",
    "escalate",
    "forget",
    "gather",
    "grant",
    "keep_paces",
    "make_token",
    "make_webhook",
    "mark_notices_read",
    "notify",
    "pass_over",
    "post",
    "refuse",
    "remind",
    "remove_webhook",
    "revoke",
    "revoke_token",
    "set_paces",
    "settle",
    "take_back",
    "verify",
    "write",
]
