"""`odms serve`: web, worker and schedule of a centre in one command."""

import errno
import hashlib
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import typer

from odms.cli import centre, speech, supervision
from odms.cli.supervision import Child

_READY_WITHIN_S = 60.0


def serve(
    host: str = typer.Option("127.0.0.1", help="Address to listen at"),
    port: int = typer.Option(8000, min=1, max=65535, help="Port to listen at"),
) -> None:
    """Serve the centre under ODMS_HOME until SIGTERM or Ctrl-C; it is made where it is absent."""
    os.environ.setdefault("ODMS_URL", f"http://{host}:{port}")
    with centre.opened():
        address = _free(host, port)
        _collect_static()
        _follow()
        _say_what_is_invented()
    children = [
        Child("web", ("-m", "odms.cli.web_server", address, str(port))),
        *workers(),
    ]
    try:
        supervision.keep(children, started=lambda: _announce(host, port))
    except supervision.KeepsDyingError as dying:
        speech.tell("cli.serve.keeps_dying", name=str(dying))
        raise typer.Exit(speech.REFUSED) from None
    speech.tell("cli.serve.stopped")


def workers() -> list[Child]:
    """The processes that work on what waits, each on one thing at a time: threads of one process
    would share one core. The first also keeps the clock; a stop lets what is being done end, within a
    time."""
    from django.conf import settings

    options = ["--workers", "1", "--max-delay", "1", "--graceful-signal", "TERM"]
    options += ["--shutdown-timeout", "15", "--quiet"]
    return [
        Child(
            "worker" if n == 0 else f"worker {n + 1}",
            ("-m", "django", "run_huey", *options, *(["--no-periodic"] if n else [])),
        )
        for n in range(settings.WORKERS)
    ]


def _free(host: str, port: int) -> str:
    """The number of an address to listen at, such as that of `localhost`. Raises Conflict where
    another listens there, and where nobody can."""
    from odms.errors import Conflict

    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as trouble:
        is_taken = trouble.errno == errno.EADDRINUSE
        code = "cli.serve.port_taken" if is_taken else "cli.serve.cannot_listen"
        raise Conflict(code, host=host, port=port, why=trouble.strerror) from None
    return str(place[0])


def _collect_static() -> None:
    """Gather the files of pages under ODMS_HOME, unless those there are of this version."""
    from django.conf import settings
    from django.core.management import call_command

    stamp, wanted = settings.STATIC_ROOT / ".stamp", _static_digest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=stamp.exists())
    stamp.write_text(wanted)


def _static_digest() -> str:
    """A digest of names, sizes and times of all files of pages."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            told = Path(storage.path(name)).stat()
            digest.update(f"{name} {told.st_size} {told.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _follow() -> None:
    """Bring the index up to the ledger before the first question comes."""

    from odms.search import actions

    actions.follow()


def _say_what_is_invented() -> None:
    """Have the pages of a demonstration centre say so, unless the operator gave a notice."""
    from odms.definitions.messages import sentence

    given = {language: f"ODMS_NOTICE_{language.upper()}" for language in ("th", "en")}
    if not centre.is_demonstration() or any(name in os.environ for name in given.values()):
        return
    for language, name in given.items():
        os.environ[name] = sentence("cli.demo.notice", language, {})


def _announce(host: str, port: int) -> None:
    """Say the address once the web answers there."""
    threading.Thread(target=_say_when_ready, args=(host, port), daemon=True).start()


def _say_when_ready(host: str, port: int) -> None:
    shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    url, until = f"http://{shown}:{port}", time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2).close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            speech.tell("cli.serve.ready", url=url)
            return
    speech.tell("cli.serve.not_ready", url=url)
