from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A centre of its own for each test."""
    from odms.intake import queries as intake

    settings.HOME = tmp_path
    intake.lake.cache_clear()
    yield tmp_path
    intake.lake.cache_clear()
