"""Foreign catalogues on this machine: what they answer by path, well-behaved or not, and what was asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from factories.loopback import Quiet, answering

NETWORKS = "127.0.0.0/8,::1/128"  # as ODMS_FETCH_NETWORKS takes them

# (status, headers, body), a body alone, or a function that writes what it likes
Answer = tuple[int, Mapping[str, str], bytes] | bytes | Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A server whose answers are given by path, or made by a function of path and query."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[dict[str, str]], Answer]] = {}
        self.asked: list[str] = []
        self.methods: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        self.asked.append(handler.path)
        self.methods.append((handler.command, handler.path))
        self.headers.append({name.lower(): value for name, value in handler.headers.items()})
        parts = urlsplit(handler.path)
        found: Any = self.answers.get(parts.path)
        if found is None:
            found = (404, {}, b"not here")
        elif callable(found) and getattr(found, "takes_query", False):
            found = found({name: values[0] for name, values in parse_qs(parts.query).items()})
        if callable(found):
            handler.close_connection = True
            with suppress(OSError):  # the other side hung up, as it should
                found(handler)
            return
        status, headers, body = found if isinstance(found, tuple) else (200, {}, found)
        with suppress(OSError):
            handler.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                handler.send_header(name, value)
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(body)


def of_query(make: Callable[[dict[str, str]], Answer]) -> Callable[[dict[str, str]], Answer]:
    """Mark a function that makes an answer of the query's first values."""
    make.takes_query = True  # type: ignore[attr-defined]
    return make


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port, for as long as the block lasts."""
    site = Site()

    class Handler(Quiet, BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.answer(self)

        do_HEAD = do_GET  # noqa: N815

    with answering(Handler) as site.url:
        yield site
