"""Feeds that the tests of this room read."""

from collections.abc import Iterator
from typing import Any

import pytest
from factories.catalogues import serving


@pytest.fixture
def feed(centre: Any, settings: Any) -> Iterator[Any]:
    """A catalogue elsewhere: `factories.feeds.Feed`."""
    from factories.feeds import Feed

    with serving() as site:
        yield Feed(centre, site, settings)


@pytest.fixture
def other(centre: Any, settings: Any) -> Iterator[Any]:
    """A second one."""
    from factories.feeds import Feed

    with serving() as site:
        yield Feed(centre, site, settings, name="Other")
