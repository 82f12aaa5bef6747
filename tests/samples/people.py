"""Invented persons for the labelled corpus of personal data: names, numbers, addresses, days.

Nothing here is read by the engine: given names were written down by hand, family names are put
together from parts as real ones are, so that most stand in no list.
"""

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


GIVEN = _words("""กนกวรรณ กมล กมลชนก กรกนก กรวิชญ์ กฤตภาส กฤษณะ กัญญา กัญญารัตน์ กันตภณ กาญจนา กานดา กิตติ กิตติพงษ์
กิตติศักดิ์ กุลธิดา เกรียงไกร เกศินี เกษม ไกรสร ขจร ขนิษฐา ขวัญใจ ขวัญชัย คณิศร คมสัน คำปัน คำมูล จตุพร จรัญ จรูญ จักรกฤษณ์
จันทร์เพ็ญ จารุวรรณ จำเนียร จำลอง จิตติมา จิตรา จิรพงศ์ จิราพร จีระศักดิ์ จุฑามาศ จุไรรัตน์ เจนจิรา เจริญ เจษฎา ฉวีวรรณ ฉันทนา
เฉลิม เฉลิมชัย ชนกานต์ ชนะชัย ชนิดา ชยพล ชลธิชา ชวลิต ชัชวาล ชัยณรงค์ ชัยวัฒน์ ชาญชัย ชาตรี ชิดชนก ชุติมา ชูชาติ เชาวลิต
โชคชัย ฐิติพร ณรงค์ ณัฐกานต์ ณัฐพงษ์ ณัฐพล ณัฐวุฒิ ดวงใจ ดวงพร ดาริกา ดารุณี เดชา ถนอม ถวิล ทรงพล ทวีศักดิ์ ทศพล ทองดี
ทองใบ ทัศนีย์ ทิพวรรณ เทพพิทักษ์ ธงชัย ธนกร ธนพล ธนวัฒน์ ธนัญญา ธัญชนก ธัญญา ธีรพงษ์ ธีรวัฒน์ นงนุช นงลักษณ์ นพดล
นภัสสร นราธิป นริศรา นฤมล นวพร นันทนา นันทวัน นาตยา นิคม นิตยา นิพนธ์ นิภา นิรันดร์ นุชนาถ เนตรนภา บรรจง บังอร บัวผัน
บุญชัย บุญมี บุญเลิศ บุญส่ง บุษบา เบญจมาศ ปฐมพร ปณิธาน ปทุมรัตน์ ประกอบ ประจวบ ประชา ประทีป ประภา ประภัสสร ประยูร
ประสิทธิ์ ประเสริฐ ปราณี ปรีชา ปรียานุช ปวีณา ปัญญา ปาริชาติ ปิยะ ปิยะนุช เปรมชัย พงศกร พงษ์ศักดิ์ พจนีย์ พนิดา พรชัย พรทิพย์
พรพิมล พรรณี พฤกษา พัชรินทร์ พัชรี พิชัย พิเชษฐ์ พิทักษ์ พิมพ์ใจ พิมพา พิศาล พีรพล เพ็ญศรี ไพโรจน์ ไพศาล ภัทรพล ภาณุพงศ์
ภาวิณี ภูมิพัฒน์ มณีรัตน์ มนตรี มนัส มยุรี มะลิ มานพ มานะ มาลี มาริสา มุกดา ยงยุทธ ยุทธนา ยุพา ยุพิน เยาวลักษณ์ รชต รวีวรรณ
ระเบียบ รังสรรค์ รัชนี รัตนา รัตนาภรณ์ รุ่งทิวา รุ่งโรจน์ เรณู ลดาวัลย์ ละออง ละเอียด ลำดวน วนิดา วรพจน์ วรรณา วรวุฒิ วราภรณ์
วสันต์ วัชระ วันชัย วันดี วันเพ็ญ วาสนา วิชัย วิเชียร วิทยา วินัย วิภา วิมล วิโรจน์ วิไล วิสุทธิ์ วีระ วีระพงษ์ ศรัณย์ ศรีสุดา
ศศิธร ศักดิ์ชัย ศิริชัย ศิริพร ศิริลักษณ์ ศุภชัย ศุภลักษณ์ สกุลทิพย์ สงกรานต์ สถาพร สนธยา สมคิด สมจิตร สมชาย สมทรง สมบัติ สมบูรณ์
สมพร สมภพ สมหมาย สมหญิง สมศักดิ์ สมศรี สราวุธ สวรรยา สหรัฐ สาคร สายชล สายพิณ สายฝน สาวิตรี สำราญ สำเริง สิทธิชัย สิริมา
สุกัญญา สุจินดา สุชาดา สุชาติ สุดารัตน์ สุทธิพงศ์ สุทิน สุเทพ สุธีรา สุนทร สุนันทา สุนีย์ สุพจน์ สุพัตรา สุภาพ สุภาภรณ์ สุมาลี สุรชัย
สุรพล สุรศักดิ์ สุรีย์ สุวรรณา สุวิทย์ เสกสรร เสาวนีย์ แสงเดือน โสภา หทัยรัตน์ อดิศร อนงค์ อนันต์ อนุชา อนุสรณ์ อภิชัย อภิชาติ
อภิญญา อมรรัตน์ อรทัย อรพรรณ อรวรรณ อรอนงค์ อรุณ อัจฉรา อัญชลี อัมพร อาทิตย์ อานนท์ อารีย์ อำนวย อำนาจ อิทธิพล อิสระ อุดม
อุไร อุษา เอกชัย เอกพงษ์ เอื้อมพร โอภาส ฟาติมะห์ มูฮัมหมัด อาซีซะห์ อับดุลเลาะ นูรียะห์ ซอลีฮะห์ รอมลี สุไลมาน""")
_FAMILY_FIRST = _words("""กิจ เกษม แก้ว ขาว คง คำ จันทร์ เจริญ ใจ ชัย เชื้อ ดวง ดี ทอง ทรัพย์ ธรรม นา บุญ ปัญญา พงษ์ พรม พันธุ์ เพ็ง
โพธิ์ มณี มี มั่น รักษ์ รุ่ง เรือง วงศ์ วัฒนา วิเศษ ศรี ศักดิ์ สมบูรณ์ สาย สิงห์ สุข สุวรรณ แสง อินทร์ อ่อน อุดม""")
_FAMILY_LAST = _words("""กุล เกียรติ ขจร คำ เจริญ ใจ ชัย ชาติ โชติ ดี ทอง ธรรม นนท์ นุช บุตร ประเสริฐ ผล พงศ์ พันธ์ ภักดี มงคล มาลา
ยืน รัตน์ ลาภ วงษ์ วัฒน์ วิเศษ ศรี ศิลป์ สกุล สมบัติ สวัสดิ์ สาร สิทธิ์ สุข เสนา แสน หาญ อาจ อุดม เอี่ยม""")
LATIN_GIVEN = _words("""Somchai Kanokwan Nattapong Siriporn Wichai Anan Pornthip Kittipong Malee Surasak Chanida Arthit
Prasert Ratchanee Thanakorn Waraporn Sombat Nipaporn Ekachai Duangjai Panupong Supattra Jirayu Natcha Worachai
Areeya Sakda Benjawan Teerayut Yaowapa John Mary Peter Anna David Maria Hans Yuki Mohammed Li""")
LATIN_FAMILY = _words("""Jaidee Boonchuay Srisawat Thongkam Wongsawat Kaewmanee Rattanakul Sukprasert Chaiyasan Intarasit
Phromsri Saengthong Khamsaen Namthip Pholdee Smith Johnson Brown Meyer Tanaka Khan Chen Martin""")
SURE_PREFIXES = [
    "นางสาว",
    "น.ส.",
    "เด็กชาย",
    "เด็กหญิง",
    "ด.ช.",
    "ด.ญ.",
    "ดร.",
    "พ.ต.ท.",
    "ร.ต.อ.",
    "ผศ.ดร.",
    "นพ.",
]
SHORT_PREFIXES = ["นาย", "นาง"]
STREETS = _words(
    "พหลโยธิน สุขุมวิท เพชรเกษม มิตรภาพ รามคำแหง ลาดพร้าว ช้างเผือก นิมมานเหมินท์ ศรีจันทร์ ราษฎร์บำรุง"
)
TAMBONS = _words(
    "สุเทพ ช้างเผือก ในเมือง บางรัก คลองหลวง หนองหาน ท่าศาลา บ้านเป็ด ปากน้ำ แม่สาย หนองปรือ ท่าทราย"
)
AMPHOES = _words("เมือง แม่ริม คลองหลวง บางพลี หาดใหญ่ บางละมุง เมืองขอนแก่น ธัญบุรี วารินชำราบ ปากช่อง")
PROVINCES = _words(
    "เชียงใหม่ ขอนแก่น ชลบุรี สงขลา นครราชสีมา ปทุมธานี ภูเก็ต อุดรธานี สุราษฎร์ธานี นนทบุรี ระยอง พิษณุโลก"
)
MONTHS = _words(
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"
)
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def digits(chance: Random, n: int) -> str:
    return "".join(str(chance.randrange(10)) for _ in range(n))


def with_check_digit(twelve: str) -> str:
    total = sum(int(digit) * (13 - i) for i, digit in enumerate(twelve))
    return twelve + str((11 - total % 11) % 10)


def national_id(chance: Random) -> str:
    return with_check_digit(str(chance.randrange(1, 9)) + digits(chance, 11))


def juristic_id(chance: Random) -> str:
    return with_check_digit("0" + digits(chance, 11))


def grouped(number: str, mark: str) -> str:
    return mark.join((number[0], number[1:5], number[5:10], number[10:12], number[12]))


def given(chance: Random) -> str:
    return chance.choice(GIVEN)


def family(chance: Random) -> str:
    if chance.random() < 0.08:
        return "แซ่" + chance.choice(("ลิ้ม", "ตั้ง", "อึ้ง", "เตียว", "โง้ว"))
    middle = chance.choice(_FAMILY_FIRST) if chance.random() < 0.15 else ""
    return chance.choice(_FAMILY_FIRST) + middle + chance.choice(_FAMILY_LAST)


def full_name(chance: Random) -> str:
    return f"{given(chance)} {family(chance)}"


def titled_name(chance: Random) -> str:
    prefix = chance.choice(SHORT_PREFIXES * 3 + SURE_PREFIXES)
    gap = chance.choice(("", "", " "))
    return f"{prefix}{gap}{full_name(chance)}"


def latin_name(chance: Random, prefix: bool = False) -> str:
    title = chance.choice(("Mr. ", "Mrs. ", "Ms. ", "Miss ", "Mr ")) if prefix else ""
    return f"{title}{chance.choice(LATIN_GIVEN)} {chance.choice(LATIN_FAMILY)}"


def mobile(chance: Random) -> str:
    return "0" + chance.choice("689") + digits(chance, 8)


def landline(chance: Random) -> str:
    area = chance.choice(("2", "2", "53", "43", "44", "38", "74", "55", "45"))
    return "0" + area + chance.choice("2346789") + digits(chance, 7 - len(area))


def parted(number: str, mark: str) -> str:
    """A telephone number in groups."""
    if len(number) == 10:
        return mark.join((number[:3], number[3:6], number[6:]))
    head = 2 if number.startswith("02") else 3
    return mark.join((number[:head], number[head : head + 3], number[head + 3 :]))


def abroad(number: str, chance: Random) -> str:
    rest = number[1:]
    return chance.choice(("+66{}", "+66 {}", "+66-{}", "66{}", "+66 (0) {}")).format(rest)


def mail(chance: Random) -> str:
    name = (
        chance.choice(LATIN_GIVEN).lower()
        + chance.choice((".", "_", ""))
        + chance.choice(LATIN_FAMILY).lower()[: chance.randint(1, 8)]
    )
    return f"{name}{chance.choice(('', digits(chance, 2)))}@{chance.choice(('gmail.com', 'hotmail.com', 'yahoo.co.th', 'outlook.com', 'example.ac.th', 'company.co.th'))}"


def office_mail(chance: Random) -> str:
    if chance.random() < 0.5:
        word = chance.choice(("saraban", "info", "contact", "admin"))
        return f"{word}@{chance.choice(('moi', 'dopa', 'nso', 'moph', 'obec'))}.go.th"
    return f"{chance.choice(('info', 'contact', 'sales', 'support', 'hr', 'service'))}@{chance.choice(LATIN_FAMILY).lower()}.co.th"


def line_id(chance: Random) -> str:
    return (
        chance.choice(LATIN_GIVEN).lower()
        + chance.choice(("_", ".", "", "-"))
        + digits(chance, chance.randint(1, 4))
    )


def plate(chance: Random) -> str:
    letters = "กขคฆงจฉชซฌญฎฐฒณดตถทธนบปผพฟภมยรลวศษสหฬอฮ"
    front = chance.choice(("", "1", "2", "3")) + chance.choice(letters) + chance.choice(letters)
    return f"{front}{chance.choice((' ', '-', ''))}{chance.randint(1, 9999)}"


def passport(chance: Random) -> str:
    return chance.choice("ABCEGHK") + chance.choice("ABCD") + digits(chance, 7)


def account(chance: Random) -> str:
    return (
        digits(chance, 3)
        + "-"
        + digits(chance, 1)
        + "-"
        + digits(chance, 5)
        + "-"
        + digits(chance, 1)
    )


def place(chance: Random) -> str:
    """A place down to the sub-district."""
    tambon, amphoe, province = (
        chance.choice(TAMBONS),
        chance.choice(AMPHOES),
        chance.choice(PROVINCES),
    )
    return chance.choice(
        (f"ต.{tambon} อ.{amphoe} จ.{province}", f"ตำบล{tambon} อำเภอ{amphoe} จังหวัด{province}")
    )


def address(chance: Random) -> str:
    number = f"{chance.randint(1, 399)}" + (
        f"/{chance.randint(1, 99)}" if chance.random() < 0.6 else ""
    )
    if chance.random() < 0.15:
        return f"{number} {chance.choice(('Moo', 'Soi'))} {chance.randint(1, 15)}, {chance.choice(('Suthep', 'Nai Mueang', 'Bang Rak'))}, Mueang, {chance.choice(('Chiang Mai', 'Khon Kaen', 'Bangkok'))} {chance.randint(10, 95)}{digits(chance, 3)}"
    front = chance.choice(("", "", "เลขที่ ", "บ้านเลขที่ "))
    middle = chance.choice(
        (
            f"หมู่ {chance.randint(1, 15)}",
            f"ม.{chance.randint(1, 15)}",
            f"หมู่ที่ {chance.randint(1, 12)}",
            f"ถ.{chance.choice(STREETS)}",
            f"ซอย{chance.choice(STREETS)} {chance.randint(1, 60)}",
        )
    )
    code = f" {chance.randint(10, 95)}{digits(chance, 3)}" if chance.random() < 0.6 else ""
    return f"{front}{number} {middle} {place(chance)}{code}"


def day(chance: Random, first: int, last: int, way: str) -> str:
    """A day between two years of the common era, in one of the ways `iso`, `slashed`, `worded`."""
    year, month, date = chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28)
    if way == "iso":
        return f"{year}-{month:02}-{date:02}"
    if way == "slashed":
        return f"{date}/{month}/{year + 543}"
    return f"{date} {MONTHS[month - 1]} {year + 543}"
