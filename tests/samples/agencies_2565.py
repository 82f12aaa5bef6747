"""A file of 176 agencies whose shares are those of the survey before the guideline of พ.ศ. 2565.

The agencies are invented, and so is who of them does what; how many do it is as printed. Seeded: the
same file each time. `python tests/samples/agencies_2565.py OUT.csv` writes it.
"""

import csv
import io
import random
import sys
from pathlib import Path

# what an agency does, in the words of the guideline, and how many of 176 did it
PUBLISHING = ("มีการเปิดเผยข้อมูลแล้ว", 143)
ENABLERS = [
    ("มีกำหนดกลยุทธ์และนโยบายในการเปิดเผยข้อมูลเปิด", 95),
    (
        "มีการกำหนดงบประมาณหรือค่าใช้จ่ายในการเปิดเผยข้อมูลเปิดในปัจจุบันและระยะยาวอย่างเป็นรูปธรรม",
        55,
    ),
    ("มีการสร้างการรับรู้และส่งเสริมความเข้าใจด้านการให้บริการข้อมูลเปิด", 113),
    ("มีการสนับสนุนและส่งเสริมการมีส่วนร่วมของใช้ข้อมูลในการนำข้อมูลเปิดไปใช้งาน", 128),
]
PROCESSES = [
    ("1. การสำรวจข้อมูลที่มีในปัจจุบันของหน่วยงานเพื่อกำหนดเป็นชุดข้อมูลเปิด", 133),
    ("2. การสำรวจความต้องการของผู้มีส่วนได้ส่วนเสียในชุดข้อมูลเปิดภาครัฐ", 91),
    ("3. การจัดทำบัญชีข้อมูล", 128),
    ("4. การจัดหาเครื่องมือและช่องทางการเปิดเผยข้อมูลเปิด", 150),
    ("5. การจัดลำดับความสำคัญของชุดข้อมูล", 102),
    ("6. การรวบรวมชุดข้อมูลที่ต้องเปิดเผยและผู้รับผิดชอบ", 125),
    ("7. การตรวจสอบหมวดหมู่และชั้นความลับชุดข้อมูล", 118),
    ("8. การตรวจสอบและจำแนกด้านสิทธิในทรัพย์สินทางปัญญา", 103),
    ("9. การตรวจสอบคุณภาพข้อมูล", 126),
    ("10. การตรวจสอบรูปแบบข้อมูล (Format) และการทำข้อมูลอ้างอิง", 93),
    ("11. การกำหนดความถี่ในการปรับปรุงให้ชุดข้อมูลเป็นปัจจุบัน", 133),
    ("12. การใช้มาตรการเชิงข้อมูลเพื่อความปลอดภัยและจัดทำเป็นข้อมูลเปิด", 134),
    ("13. การจัดทำคำอธิบายชุดข้อมูล", 137),
    ("14. การอนุมัติและอำนาจสั่งการเปิดเผยข้อมูลเปิดที่ชัดเจน โครงสร้างและบทบาทหน้าที่", 128),
    ("15. การติดตามตรวจสอบผลการเปิดเผยข้อมูลเพื่อการพัฒนาปรับปรุง", 98),
    ("16. การพัฒนาปรับปรุงบริการข้อมูลเปิดโดยรับฟังความคิดเห็นผู้ใช้", 92),
]
KINDS = ("หน่วยงานจัดทำข้อมูล", "หน่วยงานบริการ", "หน่วยงานสนับสนุน")
N = 176


def rows(seed: int = 2565) -> list[list[str]]:
    """The headings, and a row for each agency: mature ones do more, as in life."""
    chance = random.Random(seed)
    columns = [PUBLISHING, *ENABLERS, *PROCESSES]
    maturity = [chance.random() for _ in range(N)]
    said = [_who(n, maturity, chance) for _, n in columns]
    told = [["หน่วยงาน", "ประเภทหน่วยงาน", *(name for name, _ in columns)]]
    for place in range(N):
        answers = ["มี" if place in who else "ไม่มี" for who in said]
        told.append([f"หน่วยงานตัวอย่างที่ {place + 1}", KINDS[place % 3], *answers])
    return told


def as_csv(seed: int = 2565) -> bytes:
    """The file, as Excel in Thai writes it: UTF-8 with a mark of order."""
    out = io.StringIO()
    csv.writer(out).writerows(rows(seed))
    return out.getvalue().encode("utf-8-sig")


def as_workbook(seed: int = 2565) -> bytes:
    """The same as a workbook."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("หน่วยงาน")
        for at, row in enumerate(rows(seed)):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def _who(n: int, maturity: list[float], chance: random.Random) -> set[int]:
    """The `n` agencies that do something: likely the mature ones."""
    drawn = sorted(range(N), key=lambda place: -(maturity[place] + chance.random()))
    return set(drawn[:n])


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(as_csv())
