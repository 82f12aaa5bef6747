"""Words about a dataset as a steward writes them."""

from typing import Any

# what a steward adds to the proposal so that all gates are passed
DESCRIPTION: dict[str, Any] = {
    "title_th": "ผู้ป่วยนอก รายจังหวัด",
    "title_en": "Out-patients by province",
    "description_th": "จำนวนผู้ป่วยนอกของสถานพยาบาลในแต่ละจังหวัด นับตามปีปฏิทิน " * 3,
    "tags": ["ผู้ป่วย", "โรงพยาบาล"],
    "data_type": "statistics",
    "maintainer": "กลุ่มงานข้อมูล",
    "maintainer_email": "data@health.example",
    "objective": ["mission"],
    "frequency_unit": "A",
    "frequency_interval": 1,
    "geo_coverage": "06",
    "data_source": "ระบบรายงานสถานพยาบาล",
    "data_format": ["csv"],
    "data_category": "public",
    "classification": "open",
    "licence": "odc",
    "legal_ground": "digital-act",
    "rights_origin": "own",
    "theme": "health",
}
