"""Send a small message to another machine; of the answer only its status counts."""

from collections.abc import Iterable, Mapping

import httpx

from odms.outward.fetch import USER_AGENT, check_url
from odms.outward.guard import GuardedTransport, Network
from odms.outward.troubles import trouble


def post(
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    timeout_s: float = 10,
    allowed: Iterable[Network] = (),
) -> int:
    """Send `body` to `url` with POST: the status of the answer, whose content is not read.

    Redirects are not followed: what is signed for one address is told to no other. Raises Invalid
    for an address that is refused, Unreadable where nobody answers in time.
    """
    check_url(url)
    with httpx.Client(
        transport=GuardedTransport(allowed),
        timeout=timeout_s,
        follow_redirects=False,
        headers={"User-Agent": USER_AGENT},
        trust_env=False,
    ) as client:
        try:
            with client.stream("POST", url, content=body, headers=dict(headers)) as answer:
                return answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise trouble(url, error) from error
