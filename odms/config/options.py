"""Every option of ODMS as a row: name, default, help. Settings read nothing else.

`odms options` prints this table and `docs/reference/options.md` is made from it.
"""

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from odms.errors import Invalid

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class WrongOption(Invalid):
    """An option's value cannot be used; the sentence says which, and what it takes."""


@dataclass(frozen=True)
class Option:
    """One setting of the environment. `default` is text as it would be written there.

    `least` is the smallest number that makes sense, where it is a number.
    """

    name: str
    default: str
    help: str
    least: int = 1


# fmt: off
OPTIONS: dict[str, Option] = {
    option.name: option
    for option in (
        Option("ODMS_HOME", "var", "Folder that holds all a centre keeps: database, queue, lake, index, secret key"),
        Option("ODMS_URL", "http://127.0.0.1:8000", "Public address of the centre, without a slash at the end"),
        Option("ODMS_HOSTS", "", "Further host names the centre answers to, separated by commas"),
        Option("ODMS_NAME_TH", "ศูนย์ข้อมูลเปิดแห่งชาติ", "Name of the centre in Thai"),
        Option("ODMS_NAME_EN", "National Open Data Centre", "Name of the centre in English"),
        Option("ODMS_CONTACT_EMAIL", "contact@odms.example", "Address that people are told to write to"),
        Option("ODMS_NOTICE_TH", "", "One line on top of every page in Thai; empty: none"),
        Option("ODMS_NOTICE_EN", "", "One line on top of every page in English; empty: none"),
        Option("ODMS_COUNTRY", "th", "Folder of national choices under odms/definitions"),
        Option("ODMS_TIME_ZONE", "Asia/Bangkok", "Time zone in which dates are shown and days begin"),
        Option("ODMS_DATABASE_URL", "", "PostgreSQL address (postgresql://user:password@host:5432/name); empty: SQLite under ODMS_HOME"),
        Option("ODMS_REDIS_URL", "", "Redis address of the work queue (redis://host:6379/0); empty: SQLite under ODMS_HOME"),
        Option("ODMS_SECRET_KEY", "", "Secret of sessions and signatures; empty: made once and kept under ODMS_HOME"),
        Option("ODMS_PSEUDONYM_KEY", "", "Secret of pseudonyms, 16 bytes or more; another one gives every person another token; empty: made once and kept under ODMS_HOME"),
        Option("ODMS_SIGNING_KEY", "", "Secret from which the key that signs dossiers is made; empty: made once and kept under ODMS_HOME"),
        Option("ODMS_DEBUG", "false", "Show faults in the browser; never on a public address"),
        Option("ODMS_MAX_UPLOAD_MB", "2048", "Largest delivery in megabytes"),
        Option("ODMS_FETCH_TIMEOUT_S", "120", "Seconds that fetching a delivery from its address may take"),
        Option("ODMS_FETCH_NETWORKS", "", "Networks of your own that may be fetched from although they are not public (10.1.0.0/16), separated by commas"),
        Option("ODMS_SURVEY_HOSTS", "", "Where databases may be surveyed: host names, networks (10.1.0.0/16) and folders of SQLite files, separated by commas; empty: nowhere"),
        Option("ODMS_WORKERS", "3", "Processes that work on what waits"),
        Option("ODMS_READ_TIMEOUT_S", "900", "Seconds a delivered file may take to be read"),
        Option("ODMS_READ_MEMORY_MB", "3072", "Memory that reading a delivered file may take"),
        Option("ODMS_SIGN_IN_LIMIT", "5", "Failed sign-ins from one address and for one account within five minutes"),
        Option("ODMS_API_LIMIT", "600", "Calls of the API a minute from one address without a token"),
        Option("ODMS_API_TOKEN_LIMIT", "3000", "Calls of the API a minute with one person's tokens"),
        Option("ODMS_SQL_CHILDREN", "2", "Processes that answer questions in SQL, of each of the two web processes; each may take 2 GB of memory"),
        Option("ODMS_PROXIES", "0", "Trusted proxies in front of the centre, whose X-Forwarded-For is believed", least=0),
        Option("ODMS_USAGE_DAYS", "35", "Days that single uses are kept, told apart by keyed hashes, before only counts are"),
        Option("ODMS_EMAIL_URL", "", "Mail server (smtp://user:password@host:587, or smtps://); empty: letters are kept as files under ODMS_HOME/letters"),
        Option("ODMS_EMAIL_FROM", "no-reply@odms.example", "Sender of the centre's letters"),
    )
}
# fmt: on


def text(name: str) -> str:
    """The value of the option `name` as text: from the environment, else its default."""
    return os.environ.get(name, OPTIONS[name].default).strip()


def number(name: str) -> int:
    """The value of the option `name` as a whole number. Raises WrongOption."""
    value = text(name)
    if value.isascii() and value.isdecimal() and int(value) >= OPTIONS[name].least:
        return int(value)
    raise WrongOption("config.wrong_number", name=name, value=value, least=OPTIONS[name].least)


def switch(name: str) -> bool:
    """The value of the option `name` as yes or no. Raises WrongOption."""
    value = text(name).lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise WrongOption("config.wrong_switch", name=name, value=value)


def address(name: str, *schemes: str) -> SplitResult:
    """The parts of the address that the option `name` gives; of no scheme where it is empty.

    Raises WrongOption for another scheme, for none, and for an address without a host.
    """
    value = text(name)
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:  # a port that is no number, brackets that do not close
        parts = SplitResult("", "", "", "", "")
    if value and (parts.scheme not in schemes or not (parts.hostname or parts.scheme == "unix")):
        wanted = ", ".join(f"{scheme}://…" for scheme in schemes)
        raise WrongOption("config.wrong_address", name=name, wanted=wanted)
    return parts


def networks(name: str) -> tuple[Network, ...]:
    """The value of the option `name` as networks, split at commas. Raises WrongOption."""
    try:
        return tuple(ipaddress.ip_network(word) for word in words(name))
    except ValueError:
        raise WrongOption("config.wrong_network", name=name, value=text(name)) from None


def time_zone(name: str) -> str:
    """The value of the option `name` as the name of a time zone. Raises WrongOption."""
    value = text(name)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):  # not found, not a name, a folder of zones
        raise WrongOption("config.wrong_time_zone", name=name, value=value) from None
    return value


def folder(name: str) -> Path:
    """The value of the option `name` as an absolute path; the folder is made if it is absent."""
    path = Path(text(name)).expanduser().absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


def words(name: str) -> list[str]:
    """The value of the option `name` as a list, split at commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]
