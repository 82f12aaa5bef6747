"""Applications of organisations in every state, made through the actions."""

from io import BytesIO
from typing import Any

from factories.centre import AT, Centre

from odms.people import actions
from odms.people.models import Application

PDF = b"%PDF-1.7\n% a letter\n"

COMPANY: dict[str, Any] = {
    "name_th": "บริษัท สายน้ำตัวอย่าง จำกัด",
    "name_en": "Sample Stream Co., Ltd.",
    "sector": "private",
    "number": "0105556123453",
    "website": "https://stream.example",
    "contact_unit": "ฝ่ายข้อมูล",
    "contact_email": "data@stream.example",
    "person_name": "สมหญิง ใจดี",
    "person_office": "ผู้จัดการฝ่ายข้อมูล",
    "person_email": "somying@stream.example",
}
GROUP = COMPANY | {
    "name_th": "กลุ่มคนรักคลองตัวอย่าง", "name_en": "", "sector": "civil", "number": "", "website": "",
}  # fmt: skip
DEPARTMENT = COMPANY | {
    "name_th": "กรมควบคุมมลพิษ",
    "name_en": "Pollution Control Department",
    "sector": "state",
    "number": "",
    "website": "https://pcd.example",
}

# what is told when each of them is verified
VERIFIED: dict[str, dict[str, Any]] = {
    "private": {"slug": "stream", "checks": ["certificate", "mandate", "domain"]},
    "civil": {"slug": "canal-friends", "checks": ["certificate", "mandate"]},
    "state": {"slug": "pcd", "checks": ["register", "mandate"], "listed_as": "pcd"},
}


def applied(wish: dict[str, Any] | None = None, **changes: Any) -> Application:
    """An application with a letter as evidence."""
    return actions.apply(
        wish=actions.Wish(**((wish or COMPANY) | changes)),
        paper=BytesIO(PDF),
        paper_name="หนังสือ.pdf",
        at=AT,
    )


def application_in(centre: Centre, state: str) -> Application:
    """A company's application in a state."""
    application = applied()
    if state == "more-asked":
        return actions.ask(by=centre.admin, application=application, question="ใครลงนาม", at=AT)
    if state == "refused":
        return actions.refuse(by=centre.admin, application=application, reason="ซ้ำ", at=AT)
    if state == "verified":
        return actions.verify(
            by=centre.admin, application=application, at=AT, **VERIFIED["private"]
        )
    return application
