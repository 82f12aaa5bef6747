"""Many questions to other machines over connections that are kept: what a catalogue is read with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from odms.errors import TooLarge, Unreadable
from odms.outward.decoding import blocks
from odms.outward.fetch import Limits, check_url, client_for, media_type, telling
from odms.outward.guard import Deadline, Network

_TOLD = 4_096  # bytes of an answer to a question that is no success
_TOLD_OF_A_POST = 256 * 1024  # why what was sent is refused may take many words


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status: the last address, headers by lower-case names, the body.

    Of an answer that is no success only the first bytes are kept.
    """

    url: str
    status: int
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_success(self) -> bool:
        """Whether the body is what was asked for."""
        return self.status == 200


class Session:
    """Questions within limits, each of size and time of its own.

    `own_headers` (a key, say) go to the host `own_host` alone, whatever redirects lead away.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        allowed: Iterable[Network] = (),
        own_host: str = "",
        own_headers: Mapping[str, str] | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._deadline = Deadline()
        self._client = client_for(self._limits, allowed, self._deadline)
        self._own_host, self._own_headers = own_host.lower(), dict(own_headers or {})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer at `url`, redirects followed.

        Raises Invalid for an address that is refused, Unreadable where nothing answers in time,
        TooLarge past a limit.
        """
        check_url(url)
        self._deadline.set(self._limits.deadline_s)
        with telling(url, self._limits):
            request = self._client.build_request("GET", url, headers=headers)
            for _ in range(self._limits.max_redirects + 1):
                self._introduce(request)
                answer = self._send(request)
                try:
                    if (following := answer.next_request) is None:
                        return self._read(answer)
                finally:
                    answer.close()
                request = following
        raise Unreadable("outward.redirects", url=url, n=self._limits.max_redirects)

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Answer:
        """The answer to a body that is sent to `url`, whatever its status.

        Redirects are not followed, for what is sent to one address is told to no other. Raises as `get`.
        """
        check_url(url)
        self._deadline.set(self._limits.deadline_s)
        with telling(url, self._limits):
            request = self._client.build_request("POST", url, content=body, headers=headers)
            self._introduce(request)
            answer = self._client.send(request, stream=True, follow_redirects=False)
            try:
                return self._read(answer, most=_TOLD_OF_A_POST)
            finally:
                answer.close()

    def _send(self, request: httpx.Request) -> httpx.Response:
        """The head of the answer; asked once more where a connection that was kept had ended."""
        try:
            return self._client.send(request, stream=True, follow_redirects=False)
        except httpx.RemoteProtocolError:
            return self._client.send(request, stream=True, follow_redirects=False)

    def _introduce(self, request: httpx.Request) -> None:
        """Put our own headers on a request to our own host, and take them from every other."""
        is_own = (urlsplit(str(request.url)).hostname or "").lower() == self._own_host
        for name, value in self._own_headers.items():
            request.headers.pop(name, None)
            if is_own:
                request.headers[name] = value

    def _read(self, answer: httpx.Response, most: int = _TOLD) -> Answer:
        told = Answer(
            str(answer.url), answer.status_code, media_type(answer), dict(answer.headers.items())
        )
        if not told.is_success:
            begun = _begun(answer, most)
            return Answer(told.url, told.status, told.media_type, told.headers, begun)
        body = b"".join(blocks(answer, max_bytes=self._limits.max_bytes))
        return Answer(told.url, told.status, told.media_type, told.headers, body)


def _begun(answer: httpx.Response, most: int) -> bytes:
    """The first bytes of an answer that is no success: why, if it says so."""
    told = b""
    try:
        for block in blocks(answer, max_bytes=1 << 20):
            told += block
            if len(told) >= most:
                break
        return told[:most]
    except (TooLarge, Unreadable):
        return b""
