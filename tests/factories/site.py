"""A foreign web server on this machine, with files of our choice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote, urlsplit

from factories.loopback import Quiet, answering


@contextmanager
def serving(files: Mapping[str, bytes], asked: list[str] | None = None) -> Iterator[str]:
    """Within, `files` are served by their path at the address that is given; what is asked for is
    added to `asked`."""

    class Answers(Quiet, BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            if asked is not None:
                asked.append(self.path)
            body = files.get(unquote(urlsplit(self.path).path).lstrip("/"))
            if body is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with answering(Answers) as url:
        yield url
