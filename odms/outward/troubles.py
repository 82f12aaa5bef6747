"""Why another machine could not be asked, as a refusal in words that anyone understands."""

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

from odms.errors import Unreadable

# what may be over a little later: who asks again does so for these
PASSING = (
    *("outward.too_slow", "outward.broke_off", "outward.not_listening", "outward.no_such_host"),
    "outward.no_answer",
)


def trouble(url: str, error: httpx.HTTPError | httpx.InvalidURL) -> Unreadable:
    """The refusal that a failed request to `url` is."""
    if isinstance(error, httpx.TimeoutException):
        return Unreadable("outward.too_slow", url=url)
    host = urlsplit(url).hostname or url
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return Unreadable("outward.no_such_host", url=url, host=host)
        if isinstance(cause, ConnectionRefusedError):
            return Unreadable("outward.not_listening", url=url, host=host)
        if isinstance(cause, ssl.SSLCertVerificationError):
            told = cause.verify_message
            return Unreadable("outward.not_trusted", url=url, host=host, why=told)
        if isinstance(cause, ssl.SSLError):
            return Unreadable("outward.no_tls", url=url, host=host)
    if isinstance(error, httpx.ReadError | httpx.WriteError | httpx.RemoteProtocolError):
        return Unreadable("outward.broke_off", url=url)
    return Unreadable("outward.no_answer", url=url, why=str(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came from."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__
