"""Pictures of the main pages for people to look at, in the folder ODMS_SCREENSHOTS."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGES = {
    "home": ("", "/"),
    "search": ("", "/datasets?q=ผู้ป่วย"),
    "dataset": ("", "/datasets/beds"),
    "desk": ("steward@health.example", "/desk"),
    "approval": ("approver@health.example", "/desk/approvals/{submitted}"),
}


@pytest.mark.parametrize("width", [1280, 390])
def test_screenshots(
    width: int, stocked: dict[str, str], visit: Callable[..., Any], tmp_path: Path
) -> None:
    folder = Path(os.environ.get("ODMS_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (email, path) in PAGES.items():
        page = visit(email, width=width)
        assert page.goto(path.format(**stocked)).status == 200
        picture = folder / f"{name}-{width}.png"
        page.screenshot(path=picture, full_page=True)
        assert picture.stat().st_size > 10_000
