"""Records of invented persons: what a hospital might hand in by mistake."""

from datetime import date, timedelta

ID, BORN, PLACE, ILLNESS = "เลขบัตรประชาชน", "วันเกิด", "ที่อยู่", "โรค"
HEADER = f"{ID},ชื่อ-สกุล,{BORN},เพศ,{PLACE},{ILLNESS},จำนวนครั้ง"
_PLACES = ("เชียงใหม่", "ลำพูน", "ตาก")
_ILLNESSES = ("ไข้หวัดใหญ่", "เบาหวาน", "หอบหืด", "ไข้เลือดออก")
_NAMES = ("สมมติ", "ตัวอย่าง", "ทดลอง", "สาธิต", "จำลอง")


def national_id(number: int) -> str:
    """An id of nobody whose check digit is right."""
    digits = f"{110170000000 + number * 7919}"
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(digits))
    return digits + str((11 - total % 11) % 10)


def visits(n: int = 120) -> str:
    """`n` visits as CSV: days of birth of the Buddhist era, addresses that name their province."""
    rows = [HEADER]
    for place in range(n):
        born = date(1950, 1, 1) + timedelta(days=place * 211 % 20000)
        name = f"นาย{_NAMES[place % 5]} {_NAMES[place // 5 % 5]}สกุล"
        day = f"{born.day:02}/{born.month:02}/{born.year + 543}"
        province = _PLACES[place % 3]
        rows.append(
            f"{national_id(place % 100)},{name},{day},{'ชาย' if place % 2 else 'หญิง'},"
            f"{place + 1}/{place % 9 + 1} หมู่ {place % 12 + 1} ต.ในเมือง อ.เมือง จ.{province},"
            f"{_ILLNESSES[place % 4]},{place % 7 + 1}"
        )
    return "\n".join(rows) + "\n"
