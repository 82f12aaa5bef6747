from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from odms.ledger.rules import Place
from odms.search.rules import Document

DAY = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """A centre of its own for each test."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def put(home: Path) -> Any:
    """Build the index from documents told by title and other facts."""

    from odms.search import queries

    def build(*told: dict[str, Any]) -> None:
        documents = [
            Document(
                id=f"{n:03}",
                slug=facts.pop("slug", f"d{n:03}"),
                titles=(facts.pop("title", "ชุดข้อมูล"), *facts.pop("more_titles", ())),
                modified_at=facts.pop("modified_at", DAY + timedelta(days=n - 1)),
                **facts,
            )
            for n, facts in enumerate(map(dict, told), start=1)
        ]
        index = queries.get_index()
        with index.writing():
            index.rebuild(documents, place=Place(1))

    return build
