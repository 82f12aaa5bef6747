"""A file as a ministry delivers it: title rows, Thai digits, Buddhist dates, national ids, a note."""

PROVINCES = ("เชียงใหม่", "ขอนแก่น", "ภูเก็ต", "สงขลา", "ลำปาง", "น่าน", "ตาก", "ระยอง")


def cp874(text: str) -> bytes:
    """The text as older Thai programs write it."""
    return text.replace("\n", "\r\n").encode("cp874")


def national_id(number: int) -> str:
    """A number with the check digit of a national id, of nobody: its first digits count up."""
    digits = f"1{number:011d}"
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(digits))
    return digits + str((11 - total % 11) % 10)


def _rows() -> str:
    return "".join(
        f"{PROVINCES[n % 8]},{n // 8 + 1},{100 + 7 * n},{n % 28 + 1} ก.ย. 2569,{national_id(n)}\n"
        for n in range(120)
    )


def out_patients(source: str) -> bytes:
    """The file, which names its source in a note; the same bytes twice are one delivery."""
    return cp874(
        "รายงานผู้ป่วยนอกโรคระบบทางเดินหายใจ\n"
        "ไตรมาส 3 ปีงบประมาณ 2569\n"
        "\n"
        "จังหวัด,สัปดาห์ที่,จำนวนผู้ป่วย,วันที่รายงาน,เลขบัตรประชาชน\n"
        f"{_rows()}"
        f"ที่มา: {source}\n"
    )
