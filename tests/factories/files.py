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

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def cp874(text: str) -> bytes:
    """The text as older Thai programs write it."""
    return text.replace("\n", "\r\n").encode("cp874")
