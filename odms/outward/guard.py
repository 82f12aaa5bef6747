"""The guard at the door: which addresses may be connected to, decided when connecting.

A name is looked up once, its addresses are checked, and the very address that was checked is
connected to, so that a name that changes between check and use (DNS rebinding) gains nothing.
Redirects open new connections and pass here again.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx

from odms.errors import Invalid

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_address(address: Address, allowed: Iterable[Network] = ()) -> None:
    """Raise Invalid for an address that is not of the public Internet, unless it is `allowed`."""
    inner = getattr(address, "ipv4_mapped", None) or address
    if any(inner in network for network in allowed):
        return
    if not inner.is_global or inner.is_multicast:
        raise Invalid("outward.private_address", address=str(address))


@dataclass
class Deadline:
    """The moment (of `time.monotonic`) by which a whole exchange must be over."""

    ends_at: float = float("inf")

    def set(self, seconds: float) -> None:
        """Let the exchange that begins now take so long."""
        self.ends_at = time.monotonic() + seconds

    def within(self, timeout: float | None) -> float | None:
        """How long one step may take. Raises TimeoutError where no time is left."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if left == float("inf"):
            return timeout
        return left if timeout is None else min(timeout, left)


class _TimedStream(httpcore.NetworkStream):
    """A connection whose reads and writes end by a deadline, however little comes at a time."""

    def __init__(self, plain: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._plain, self._deadline = plain, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._plain.read(max_bytes, self._deadline.within(timeout))
        except TimeoutError as late:
            raise httpcore.ReadTimeout(str(late)) from late

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            self._plain.write(buffer, self._deadline.within(timeout))
        except TimeoutError as late:
            raise httpcore.WriteTimeout(str(late)) from late

    def close(self) -> None:
        self._plain.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        try:
            left = self._deadline.within(timeout)
        except TimeoutError as late:
            raise httpcore.ConnectTimeout(str(late)) from late
        return _TimedStream(
            self._plain.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._plain.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only."""

    def __init__(self, allowed: Iterable[Network] = (), deadline: Deadline | None = None) -> None:
        self._allowed = tuple(allowed)
        self._deadline = deadline or Deadline()
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host`, all of which must pass. Raises Invalid."""
        try:
            told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # a name that is too long is a wrong text
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in told))
        for text in addresses:
            check_address(ipaddress.ip_address(text), self._allowed)
        stream = self._plain.connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        return _TimedStream(stream, self._deadline)


@cache
def _tls() -> ssl.SSLContext:
    """By whom certificates must be signed: read once, for it takes longer than many an answer."""
    return ssl.create_default_context()


class GuardedTransport(httpx.HTTPTransport):
    """httpx over the guard. Proxies of the environment are not asked."""

    def __init__(self, allowed: Iterable[Network] = (), deadline: Deadline | None = None) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        # httpx offers no parameter for the network backend of its pool
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            max_connections=10,
            network_backend=GuardedBackend(allowed, deadline),
        )
