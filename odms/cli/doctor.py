"""`odms doctor`: what this machine and this centre need, what is missing, how to mend it."""

import platform
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import metadata

import typer

from odms.cli import centre, speech
from odms.errors import Refused

_MIN_FREE_GB = 2
_MOST_TOLD = 10_000  # packages that are counted


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `state` is `ok`, `missing`, or `hint` for what only some work needs."""

    name: str
    state: str
    found: str
    mend: str = ""


class MissingError(Exception):
    """Something needed is not there; says how to mend it, by code and facts."""

    def __init__(self, found: str, **facts: object) -> None:
        super().__init__(found)
        self.found = found
        self.facts = facts


def doctor(as_json: bool = speech.JSON) -> None:
    """Look at Python, packages, the centre's folder, database, queue, lake, index and tools."""
    findings = [_look(name, check) for name, check in CHECKS.items()]
    if as_json:
        speech.give_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            _show(finding)
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(speech.REFUSED)


def _look(name: str, check: Callable[[], str]) -> Finding:
    worst = "hint" if name in _HINTS else "missing"
    try:
        return Finding(name, "ok", check())
    except MissingError as missing:
        return Finding(name, worst, missing.found, _mend(name, missing.facts))
    except Refused as refused:
        told = speech.sentence(refused.code, **refused.facts)
        return Finding(name, worst, told, _mend(name, {}))
    except Exception as trouble:
        return Finding(name, worst, f"{type(trouble).__name__}: {trouble}", _mend(name, {}))


def _mend(name: str, facts: dict[str, object]) -> str:
    known = {"home": _home(), "packages": "", "min_gb": _MIN_FREE_GB}
    return speech.sentence(f"cli.doctor.{name}", **(known | facts))


def _home() -> str:
    from odms.config.options import text

    return text("ODMS_HOME")


def _show(finding: Finding) -> None:
    marks = {"ok": "✓", "missing": "✗", "hint": "·"}
    speech.give(f"{marks[finding.state]} {finding.name}: {finding.found}")
    if finding.mend:
        speech.give(f"    {finding.mend}")


def _python() -> str:
    return platform.python_version()


def _packages() -> str:
    """Every package that the project's own metadata asks for, extras left out."""
    wanted = [line for line in metadata.requires("odms") or [] if "extra ==" not in line]
    names = [re.split(r"[^A-Za-z0-9._-]", line)[0] for line in wanted]
    absent = [name for name in names if not _is_installed(name)]
    if absent:
        raise MissingError(", ".join(absent), packages=" ".join(absent))
    return str(len(names))


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _centre() -> str:
    centre.open_centre()
    probe = centre.home() / ".probe"
    probe.write_bytes(b"")
    probe.unlink()
    return str(centre.home())


def _database() -> str:
    from django.db import connection

    from odms.api.health import check_database

    check_database()
    return str(connection.vendor)


def _queue() -> str:
    from odms.api.health import check_queue

    check_queue()
    from huey.contrib.djhuey import HUEY

    return f"{type(HUEY).__name__}, {HUEY.pending_count()}"


def _lake() -> str:
    from odms.intake.queries import lake

    kept = lake()
    return str(kept.root)


def _index() -> str:
    from odms.search import queries

    found = queries.search("", filters={}, sort="", page=1, size=1, language="th")
    return str(found.total)


def _ckan() -> str:
    """The packages that CKAN's clients are given."""
    from odms.catalogue.queries.packages import list_stale_packages

    if stale := list_stale_packages(_MOST_TOLD):
        raise MissingError(str(len(stale)))
    return "0"


def _ledger() -> str:
    from odms.ledger import queries

    verdict = queries.verify()
    if verdict.first_broken is not None:
        raise MissingError(str(verdict.first_broken))
    return str(verdict.n)


def _disk() -> str:
    free_gb = shutil.disk_usage(centre.home()).free / 1e9
    if free_gb < _MIN_FREE_GB:
        raise MissingError(f"{free_gb:.1f} GB")
    return f"{free_gb:.0f} GB"


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise MissingError("-")
    return found


def _fonts() -> str:
    if not (lister := shutil.which("fc-list")):
        raise MissingError("-")
    command = [lister, ":lang=th", "family"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    families = {line.split(",")[0].strip() for line in told.stdout.splitlines() if line.strip()}
    if not families:
        raise MissingError("0")
    return ", ".join(sorted(families)[:3])


# the centre comes before what stands in it
CHECKS: dict[str, Callable[[], str]] = {
    "python": _python,
    "packages": _packages,
    "home": _centre,
    "database": _database,
    "queue": _queue,
    "lake": _lake,
    "index": _index,
    "ckan": _ckan,
    "ledger": _ledger,
    "disk": _disk,
    "chromium": _chromium,
    "fonts": _fonts,
}

# needed by the browser tests and by pictures of pages alone, or mended by the centre itself
_HINTS = {"chromium", "fonts", "ckan"}
