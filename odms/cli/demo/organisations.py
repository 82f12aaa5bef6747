"""Organisations that ask to publish in the demonstration centre: invented, as all that is in it."""

from datetime import datetime, timedelta

from odms.people import actions as people

_WISHES = (
    people.Wish(
        name_th="กลุ่มเฝ้าระวังลำน้ำตัวอย่าง",
        name_en="Sample River Watch",
        sector="civil",
        contact_unit="ฝ่ายอาสาสมัคร",
        contact_email="data@river-watch.example",
        person_name="ชลธิชา รักษ์น้ำ",
        person_office="ผู้ประสานงาน",
        person_email="chonthicha@river-watch.example",
        paper_url="https://river-watch.example/mandate.pdf",
    ),
    people.Wish(
        name_th="บริษัท ขนส่งเมืองตัวอย่าง จำกัด",
        name_en="Sample City Transit Co., Ltd.",
        sector="private",
        number="0105556123453",
        website="https://www.city-transit.example",
        contact_unit="ฝ่ายข้อมูลการเดินรถ",
        contact_email="opendata@city-transit.example",
        person_name="ธนา เดินทาง",
        person_office="ผู้จัดการฝ่ายข้อมูล",
        person_email="thana@city-transit.example",
        paper_url="https://www.city-transit.example/certificate.pdf",
    ),
)


def apply(now: datetime) -> None:
    """Have them apply in the last days; the centre has not answered yet."""
    for n, wish in enumerate(_WISHES):
        people.apply(wish=wish, at=now - timedelta(days=len(_WISHES) - n))
