"""Small files as agencies deliver them."""

PATIENTS = """สถิติผู้ป่วยนอก รายจังหวัด
จังหวัด,ปี,จำนวนผู้ป่วย
เชียงใหม่,2566,1204
ลำพูน,2566,388
ลำปาง,2567,512
"""

PATIENTS_NEXT = """สถิติผู้ป่วยนอก รายจังหวัด
จังหวัด,ปี,จำนวนผู้ป่วย,จำนวนเตียง
เชียงใหม่,2566,1204,300
ลำพูน,2566,390,40
ลำปาง,2567,512,55
แพร่,2568,77,12
"""

# national ids with a right check digit, of nobody: the digits are counted up
VISITORS = """ลำดับ,เลขบัตรประชาชน,ชื่อ,อีเมล,อายุ
1,1234567890121,นายสมชาย ใจดี,somchai@odms.example,34
2,3456789012347,นางสมหญิง ดีใจ,somying@odms.example,67
3,5678901234560,นางสาวเพ็ญ ณ นคร,pen@odms.example,8
"""

# a place and a year tell rows apart; the next file changes one, adds two, and slips in both
YEARS = """จังหวัด,ปี,ผู้ป่วย
ขอนแก่น,2566,120
เลย,2566,80
น่าน,2566,40
ขอนแก่น,2567,130
เลย,2567,85
น่าน,2567,45
แพร่,2566,20
แพร่,2567,22
พะเยา,2566,31
พะเยา,2567,33
"""
YEARS_NEXT = YEARS.replace("2567,45", "2567,46") + "ขอนแก่น,2568,140\nเลยย,2568,-5\n"

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def cp874(text: str) -> bytes:
    """The text as older Thai programs write it."""
    return text.replace("\n", "\r\n").encode("cp874")
