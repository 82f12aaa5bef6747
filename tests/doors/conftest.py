"""Each test of a door asks as somebody who has not asked before."""

import pytest


@pytest.fixture(autouse=True)
def nobody_has_asked(settings: object) -> None:
    """Forget the calls that other tests made within the minute: the limit has tests of its own."""
    from odms.api import doors

    (settings.HOME / "cache" / "api-calls").unlink(missing_ok=True)  # type: ignore[attr-defined]
    doors._counter.cache_clear()
