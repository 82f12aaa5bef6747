"""The ledger room as Django sees it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room `odms.ledger`."""

    name = "odms.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
