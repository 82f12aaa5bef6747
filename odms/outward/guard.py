"""The guard at the door: which addresses may be connected to, decided when connecting.

A name is looked up once, its addresses are checked, and the very address that was checked is
connected to, so that a name that changes between check and use (DNS rebinding) gains nothing.
Redirects open new connections and pass here again.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterable
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


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only."""

    def __init__(self, allowed: Iterable[Network] = ()) -> None:
        self._allowed = tuple(allowed)
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
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in told))
        for text in addresses:
            check_address(ipaddress.ip_address(text), self._allowed)
        return self._plain.connect_tcp(addresses[0], port, timeout, local_address, socket_options)


class GuardedTransport(httpx.HTTPTransport):
    """httpx over the guard. Proxies of the environment are not asked."""

    def __init__(self, allowed: Iterable[Network] = ()) -> None:
        super().__init__(trust_env=False)
        # httpx offers no parameter for the network backend of its pool
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=10,
            network_backend=GuardedBackend(allowed),
        )
