"""Two answers for whoever keeps the centre running."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse

log = logging.getLogger(__name__)


def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives; nothing else is touched."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Database, storage and queue answer: 200, else 503 with the part that does not."""
    parts = {name: _try(check) for name, check in CHECKS.items()}
    is_ready = all(state == "ok" for state in parts.values())
    return JsonResponse(
        {"status": "ok" if is_ready else "unavailable", "parts": parts},
        status=200 if is_ready else 503,
    )


def check_database() -> None:
    """Raise unless the database answers a query over a table of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry WHERE seq < 0")


def check_storage() -> None:
    """Raise unless a file can be written under ODMS_HOME."""
    probe = settings.HOME / "incoming" / ".probe"
    probe.write_bytes(b"")
    probe.unlink(missing_ok=True)


def check_queue() -> None:
    """Raise unless the work queue can be asked for its length."""
    from huey.contrib.djhuey import HUEY

    HUEY.pending_count()


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "storage": check_storage,
    "queue": check_queue,
}


def _try(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as trouble:
        # the class is enough for an alarm; an address or a path is for the log alone
        log.warning("not ready", exc_info=trouble)
        return type(trouble).__name__
    return "ok"


healthz.permission = readyz.permission = "catalogue.read"  # type: ignore[attr-defined]
