"""`odms options`: every setting of the environment, its value and what it is for."""

from odms.cli import speech
from odms.config.options import OPTIONS, text

_SECRETS = {
    "ODMS_SECRET_KEY",
    "ODMS_PSEUDONYM_KEY",
    "ODMS_DATABASE_URL",
    "ODMS_REDIS_URL",
    "ODMS_EMAIL_URL",
}


def options(as_json: bool = speech.JSON) -> None:
    """List the settings that the environment can give, with their values now."""
    rows = [
        {
            "name": option.name,
            "default": option.default,
            "value": _shown(option.name),
            "help": option.help,
        }
        for option in OPTIONS.values()
    ]
    if as_json:
        speech.give_json(rows)
    else:
        speech.give_table(
            ["name", "value", "default", "help"],
            [[row["name"], row["value"], row["default"], row["help"]] for row in rows],
        )


def _shown(name: str) -> str:
    """The value now; of a secret only that there is one."""
    value = text(name)
    return "***" if name in _SECRETS and value else value
