"""A labelled corpus of personal data: columns in many disguises, and columns that look alike.

    for sheet in corpus(seed, n): …

Every column says the kind that stands in it (None: no personal data) and by which case it was made.
The same seed gives the same corpus. Cases that no reader could decide are left out: a passport number
or a day of birth without a header, bare digits that may be an account or a code. What is personal
only beside persons (religion, a point on the map, a landline) comes in both surroundings.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from samples import people

Make = Callable[[Random], str]


@dataclass(frozen=True)
class Labelled:
    """A column with what is true of it."""

    header: str
    cells: list[str | None]
    kind: str | None
    case: str


@dataclass(frozen=True)
class Sheet:
    """Columns that stand side by side, of as many rows each."""

    case: str
    columns: list[Labelled]


NO_HEADERS = ["ข้อมูล", "คอลัมน์ {n}", "field_{n}", "col{n}", "รายการที่ {n}", "ค่า", "x{n}", "data"]
MISLEADING = ["หมายเหตุ", "อ้างอิง", "รายละเอียด", "ข้อมูลเพิ่มเติม", "remark", "value", "description"]
HONEST = {
    "th-national-id": [
        "เลขประจำตัวประชาชน",
        "เลขบัตรประชาชน",
        "citizen_id",
        "เลขที่บัตรประชาชน",
        "CID",
        "national_id",
        "ID Card",
        "เลข 13 หลัก",
        "pid",
    ],
    "juristic": [
        "เลขทะเบียนนิติบุคคล",
        "เลขประจำตัวผู้เสียภาษี",
        "tax_id",
        "juristic_id",
        "TIN",
        "เลขผู้เสียภาษี",
    ],
    "phone": [
        "โทรศัพท์",
        "เบอร์โทร",
        "เบอร์มือถือ",
        "phone",
        "mobile",
        "tel",
        "โทร.",
        "หมายเลขโทรศัพท์",
        "contact_phone",
        "เบอร์ติดต่อ",
    ],
    "email": ["email", "อีเมล", "E-mail", "อีเมล์", "email_address"],
    "line-id": ["line_id", "LINE ID", "ไอดีไลน์", "ไลน์", "Line"],
    "vehicle-plate": ["ทะเบียนรถ", "เลขทะเบียนรถ", "license_plate", "ป้ายทะเบียน", "หมายเลขทะเบียน"],
    "passport": ["passport_no", "เลขหนังสือเดินทาง", "Passport", "หนังสือเดินทางเลขที่"],
    "bank-account": ["เลขที่บัญชี", "เลขบัญชีธนาคาร", "bank_account", "account_no", "บัญชีธนาคาร"],
    "person-name": [
        "ชื่อ-สกุล",
        "ชื่อ - นามสกุล",
        "ชื่อ นามสกุล",
        "full_name",
        "ชื่อผู้ป่วย",
        "ชื่อเจ้าของ",
        "ผู้ประสานงาน",
        "ชื่อ-นามสกุล ผู้สมัคร",
        "เจ้าหน้าที่ผู้รับผิดชอบ",
        "student_name",
        "contact person",
        "รายชื่อ",
    ],
    "address": ["ที่อยู่", "address", "ที่อยู่ตามทะเบียนบ้าน", "ที่อยู่ปัจจุบัน", "home_address"],
    "birth-date": [
        "วันเกิด",
        "วันเดือนปีเกิด",
        "birth_date",
        "dob",
        "Date of Birth",
        "วัน/เดือน/ปีเกิด",
        "birthday",
        "ว/ด/ป เกิด",
    ],
}
SENSITIVE: dict[str, tuple[list[str], list[str]]] = {
    "religion": (
        ["ศาสนา", "religion", "นับถือศาสนา"],
        ["พุทธ", "อิสลาม", "คริสต์", "ฮินดู", "ไม่นับถือศาสนา", "ซิกข์"],
    ),
    "race": (
        ["เชื้อชาติ", "ชาติพันธุ์", "ethnicity", "กลุ่มชาติพันธุ์"],
        ["ไทย", "จีน", "กะเหรี่ยง", "ม้ง", "ลาหู่", "มอญ", "ไทใหญ่", "อาข่า"],
    ),
    "political-opinion": (
        ["ความคิดเห็นทางการเมือง", "political_opinion", "สมาชิกพรรคการเมือง", "พรรคที่สนับสนุน"],
        ["เสรีนิยม", "อนุรักษ์นิยม", "เป็นกลาง", "ไม่แสดงความเห็น", "พรรคก้าวหน้าใหม่", "พรรคชาติพัฒนา"],
    ),
    "sexual-behaviour": (
        ["รสนิยมทางเพศ", "เพศวิถี", "sexual_orientation", "พฤติกรรมทางเพศ"],
        ["รักต่างเพศ", "เกย์", "เลสเบี้ยน", "ไบเซ็กชวล", "ไม่ระบุเพศวิถี"],
    ),
    "criminal-record": (
        ["ประวัติอาชญากรรม", "ข้อหา", "criminal_record", "ฐานความผิด"],
        ["ลักทรัพย์", "ไม่มีประวัติ", "ยาเสพติด", "ทำร้ายร่างกาย", "ฉ้อโกง", "เมาแล้วขับ"],
    ),
    "health": (
        ["โรคประจำตัว", "ผลการวินิจฉัย", "diagnosis", "หมู่เลือด", "ประวัติการแพ้ยา", "disease"],
        ["เบาหวาน", "ความดันโลหิตสูง", "หอบหืด", "ไตวายเรื้อรัง", "มะเร็งเต้านม", "ไม่มีโรค", "วัณโรคปอด"],
    ),
    "disability": (
        ["ประเภทความพิการ", "disability_type", "ความพิการ"],
        ["ทางการเห็น", "ทางการได้ยินหรือสื่อความหมาย", "ทางการเคลื่อนไหวหรือร่างกาย", "ออทิสติก", "ทางสติปัญญา"],
    ),
    "labour-union": (
        ["สมาชิกสหภาพแรงงาน", "union_member", "สหภาพแรงงานที่สังกัด"],
        ["สหภาพแรงงานรัฐวิสาหกิจ", "สหภาพแรงงานยานยนต์", "ไม่เป็นสมาชิก"],
    ),
    "genetic-data": (
        ["ข้อมูลพันธุกรรม", "genotype", "ผลตรวจ DNA", "ยีน"],
        ["HLA-B*15:02", "HLA-B*58:01", "BRCA1", "พาหะธาลัสซีเมีย", "ปกติ"],
    ),
    "biometric-data": (["ลายนิ้วมือ", "fingerprint_template", "ข้อมูลจำลองใบหน้า", "face_id"], []),
}


def corpus(seed: int, n: int) -> Iterator[Sheet]:
    """`n` sheets, the makers taking turns."""
    makers = [
        register,
        loose,
        offices,
        goods,
        loose,
        lookalikes,
        statistics,
        texts,
        register,
        places,
        sensitive_alone,
        names_alone,
    ]
    for i in range(n):
        chance = Random(f"{seed}/{i}")
        yield makers[i % len(makers)](chance)


# Sheets ---------------------------------------------------------------------------------------


def register(chance: Random) -> Sheet:
    """A register of persons: the case that must never be missed."""
    n = chance.randint(15, 120)
    columns = [_plain("ลำดับ", [str(i + 1) for i in range(n)])]
    columns += _name_columns(chance, n)
    pool = [
        _id,
        _mobile,
        _mail,
        _address,
        _birth,
        _line,
        _plate,
        _passport,
        _account,
        _landline_of_person,
        _birth_mixed,
        _foreign_phone,
        _nicknames,
    ]
    columns += [make(chance, n) for make in chance.sample(pool, chance.randint(2, 5))]
    if chance.random() < 0.7:
        subject = chance.choice(list(SENSITIVE))
        columns.append(_sensitive(chance, n, subject))
    if chance.random() < 0.4:
        columns += _points(
            chance,
            n,
            "location",
            chance.choice(("lat", "latitude", "ละติจูด")),
            chance.choice(("lon", "longitude", "ลองจิจูด")),
        )
    columns.append(_plain("จังหวัด", _some(chance, n, lambda c: c.choice(people.PROVINCES))))
    columns.append(
        _plain(
            chance.choice(("วันที่ลงทะเบียน", "วันที่บันทึก", "created_at")),
            _some(chance, n, lambda c: people.day(c, 2019, 2024, "iso")),
        )
    )
    if chance.random() < 0.5:
        columns.append(_plain("จำนวนเงิน", _some(chance, n, lambda c: str(c.randint(100, 90000)))))
    return Sheet("register", columns)


def loose(chance: Random) -> Sheet:
    """Columns that need nothing beside them, in every disguise, among look-alikes."""
    n = chance.randint(12, 150)
    pool = [
        _id,
        _id,
        _mobile,
        _mail,
        _plate_whole,
        _account_parted,
        _juristic,
        _sole_traders,
        _titled,
        _full,
        _latin_titled,
    ]
    columns = [_disguised(chance, make(chance, n), chance) for make in chance.choices(pool, k=6)]
    columns += [make(chance, n) for make in chance.sample(NEGATIVES, 6)]
    chance.shuffle(columns)
    return Sheet("loose", _renamed(columns))


def lookalikes(chance: Random) -> Sheet:
    """Nothing personal at all."""
    n = chance.randint(20, 200)
    return Sheet("lookalikes", _renamed([make(chance, n) for make in chance.sample(NEGATIVES, 10)]))


def offices(chance: Random) -> Sheet:
    """A register of offices: their addresses, landlines and e-mail are nobody's."""
    n = chance.randint(15, 100)
    kind = chance.choice(list(_BODIES))
    columns = [_plain(f"ชื่อ{kind}", _some(chance, n, _BODIES[kind]))]
    columns.append(
        _plain(
            chance.choice(("ที่อยู่", "ที่ตั้ง", "address")),
            _some(chance, n, people.address),
            "office address",
        )
    )
    mark = chance.choice(("-", "", " "))
    columns.append(
        _plain(
            chance.choice(("โทรศัพท์", "โทร.", "tel", "phone")),
            _some(chance, n, lambda c: people.parted(people.landline(c), mark)),
            "office phone",
        )
    )
    columns.append(_plain("email", _some(chance, n, people.office_mail), "office e-mail"))
    columns += _points(chance, n, None, "lat", "lon")
    columns.append(_plain("จำนวนบุคลากร", _some(chance, n, lambda c: str(c.randint(3, 400)))))
    columns.append(
        _plain(
            "วันที่ก่อตั้ง",
            _some(chance, n, lambda c: people.day(c, 1950, 2015, "worded")),
            "founding day",
        )
    )
    if chance.random() < 0.4:
        columns.append(_juristic(chance, n))
    return Sheet("offices", columns)


def goods(chance: Random) -> Sheet:
    """Sales and stock: barcodes, invoices, codes, money."""
    n = chance.randint(20, 200)
    columns = [
        make(chance, n) for make in (_barcodes, _invoices, _product_codes, _amounts, _sale_days)
    ]
    columns += [make(chance, n) for make in chance.sample(NEGATIVES, 3)]
    return Sheet("goods", _renamed(columns))


def statistics(chance: Random) -> Sheet:
    """Heads counted by a sensitive subject: no row is a person."""
    subject = chance.choice([one for one in SENSITIVE if SENSITIVE[one][1]])
    headers, words = SENSITIVE[subject]
    rows = [(p, w) for p in chance.sample(people.PROVINCES, 8) for w in words]
    count = chance.choice(("จำนวน", "จำนวน (คน)", "จำนวนผู้ป่วย", "count", "ประชากร", "ร้อยละ"))
    counts = [count] if chance.random() < 0.6 else chance.choice((["ชาย", "หญิง"], ["2565", "2566"]))
    columns = [
        _plain("จังหวัด", [p for p, _ in rows]),
        _plain(chance.choice(headers), [w for _, w in rows], f"counted {subject}"),
        _plain("ปี", [str(chance.choice((2565, 2566, 2567))) for _ in rows]),
    ]
    columns += [_plain(name, [str(chance.randint(0, 90000)) for _ in rows]) for name in counts]
    return Sheet("statistics", columns)


def places(chance: Random) -> Sheet:
    """Villages, temples, sights: names and points of places."""
    n = chance.randint(20, 150)
    columns = [
        _plain(chance.choice(("หมู่บ้าน", "ชื่อหมู่บ้าน", "village")), _some(chance, n, _village)),
        _plain(chance.choice(("วัด", "ชื่อวัด", "แหล่งท่องเที่ยว")), _some(chance, n, _temple)),
        _plain("ตำบล", _some(chance, n, lambda c: c.choice(people.TAMBONS))),
        _plain("ที่ตั้ง", _some(chance, n, people.place), "place no smaller than a sub-district"),
        _plain(
            "รหัสไปรษณีย์",
            _some(chance, n, lambda c: str(c.randint(10, 95)) + people.digits(c, 2) + "0"),
        ),
    ]
    columns += _points(chance, n, None, chance.choice(("lat", "Y")), chance.choice(("lon", "X")))
    return Sheet("places", columns)


def texts(chance: Random) -> Sheet:
    """Longer texts, with personal data in some cells or none."""
    n = chance.randint(20, 120)
    columns = [
        _text(chance, n, "th-national-id", lambda c: f"เลขประจำตัวประชาชน {_any_id(c)}"),
        _text(
            chance,
            n,
            "phone",
            lambda c: (
                f"ติดต่อกลับที่ {people.parted(people.mobile(c), c.choice(('-', '', ' ')))} ได้ทุกวัน"
            ),
        ),
        _text(chance, n, "email", lambda c: f"ส่งเอกสารไปที่ {people.mail(c)} แล้ว"),
        _text(
            chance,
            n,
            "person-name",
            lambda c: (
                f"ผู้ร้องคือ{c.choice(('นาย', 'นางสาว', 'นาง'))}{people.full_name(c)} ขอให้ตรวจสอบ"
            ),
        ),
    ]
    columns = chance.sample(columns, 3)
    columns.append(_plain("รายละเอียด", _some(chance, n, _sentence), "texts without persons"))
    columns.append(
        _plain(
            "เลขที่หนังสือ",
            _some(chance, n, lambda c: f"ที่ มท {people.digits(c, 4)}/ว {people.digits(c, 4)}"),
        )
    )
    numbers = _some(
        chance, n, lambda c: f"อ้างถึงใบแจ้งหนี้เลขที่ {c.randint(1, 8)}{people.digits(c, 12)} ตามสัญญา"
    )
    columns.append(_plain("อ้างถึง", numbers, "numbers of 13 digits at chance level inside texts"))
    return Sheet("texts", columns)


def sensitive_alone(chance: Random) -> Sheet:
    """A survey without names: each row answers for one person."""
    n = chance.randint(60, 200)
    chosen = chance.sample([s for s in SENSITIVE if s not in ("biometric-data", "genetic-data")], 3)
    columns = [_plain("ลำดับ", [str(i + 1) for i in range(n)])]
    columns.append(_plain("เพศ", _some(chance, n, lambda c: c.choice(("ชาย", "หญิง")))))
    columns.append(_plain("อายุ", _some(chance, n, lambda c: str(c.randint(15, 80)))))
    columns += [_sensitive(chance, n, subject) for subject in chosen]
    return Sheet("survey", columns)


def names_alone(chance: Random) -> Sheet:
    """Names of persons, and of things that bear names of persons."""
    n = chance.randint(15, 120)
    columns = [
        _disguised(chance, _full(chance, n), chance),
        _disguised(chance, _titled(chance, n), chance),
        _plain("ชื่อโรงแรม", _some(chance, n, _hotel), "hotels"),
        _plain("ชื่อทีม", _some(chance, n, _team), "teams"),
        _plain("ชื่อหนังสือ", _some(chance, n, _book), "books"),
        _plain("ชื่อ", _some(chance, n, _company), "companies under a bare name"),
        _plain("ตำแหน่ง", _some(chance, n, _post), "posts"),
        _plain("ชื่อสินค้า", _some(chance, n, _product), "products"),
    ]
    return Sheet("names", _renamed(columns))


# Columns --------------------------------------------------------------------------------------


def _plain(header: str, cells: list[str | None], case: str = "") -> Labelled:
    return Labelled(header, cells, None, case or header)


def _some(chance: Random, n: int, make: Make, blank: float = 0.0) -> list[str | None]:
    return [None if chance.random() < blank else make(chance) for _ in range(n)]


def _of(
    chance: Random, n: int, kind: str, make: Make, case: str, dirt: float | None = None
) -> Labelled:
    """A column under an honest header; some of its cells are blank, some dirty."""
    share = chance.choice((0, 0, 0, 0.05, 0.15)) if dirt is None else dirt
    blank = chance.choice((0, 0, 0.1, 0.3))
    cells = [
        None
        if chance.random() < blank
        else _dirt(chance)
        if chance.random() < share
        else make(chance)
        for _ in range(n)
    ]
    return Labelled(chance.choice(HONEST[kind]), cells, kind, case)


def _dirt(chance: Random) -> str:
    return chance.choice(("ไม่ทราบ", "รอตรวจสอบ", "ไม่มี", "xxx", "ตามเอกสาร", "???"))


def _id(chance: Random, n: int) -> Labelled:
    way = chance.choice(("plain", "dashed", "spaced", "thai", "thai dashed", "glued", "mixed"))
    return _of(chance, n, "th-national-id", lambda c: _written_id(c, way), f"id {way}")


def _written_id(chance: Random, way: str) -> str:
    number = people.national_id(chance)
    if way == "mixed":
        way = chance.choice(("plain", "dashed", "spaced"))
    if way == "glued":
        return chance.choice(("เลขที่", "บัตรปชช.", "ปชช", "ID", "หมายเลข")) + number
    if "thai" in way:
        return (people.grouped(number, "-") if "dashed" in way else number).translate(
            people.THAI_DIGITS
        )
    return {
        "plain": number,
        "dashed": people.grouped(number, "-"),
        "spaced": people.grouped(number, " "),
    }[way]


def _any_id(chance: Random) -> str:
    return _written_id(chance, chance.choice(("plain", "dashed", "spaced")))


def _juristic(chance: Random, n: int) -> Labelled:
    cells = _some(chance, n, people.juristic_id, chance.choice((0, 0.1)))
    return Labelled(chance.choice(HONEST["juristic"]), cells, None, "juristic ids")


def _sole_traders(chance: Random, n: int) -> Labelled:
    share = chance.uniform(0.1, 0.6)
    cells = _some(
        chance, n, lambda c: people.national_id(c) if c.random() < share else people.juristic_id(c)
    )
    return Labelled(
        chance.choice(HONEST["juristic"]),
        cells,
        "th-national-id",
        "sole traders among juristic ids",
    )


def _mobile(chance: Random, n: int) -> Labelled:
    way = chance.choice(("plain", "-", "-", " ", "abroad", "lost", "thai", "range", "two"))
    return _of(chance, n, "phone", lambda c: _written_phone(c, way), f"mobile {way}")


def _written_phone(chance: Random, way: str) -> str:
    number = people.mobile(chance)
    match way:
        case "plain":
            return number
        case "lost":
            return number[1:]
        case "abroad":
            return people.abroad(number, chance)
        case "thai":
            return people.parted(number, "-").translate(people.THAI_DIGITS)
        case "range":
            return people.parted(number, "-") + chance.choice((" ต่อ 12", "-9", " ext 5"))
        case "two":
            return (
                people.parted(number, "-")
                + chance.choice((", ", " / "))
                + people.parted(people.mobile(chance), "-")
            )
    return people.parted(number, way)


def _landline_of_person(chance: Random, n: int) -> Labelled:
    mark = chance.choice(("-", " ", ""))
    return _of(
        chance, n, "phone", lambda c: people.parted(people.landline(c), mark), "landline of persons"
    )


def _mail(chance: Random, n: int) -> Labelled:
    return _of(chance, n, "email", people.mail, "e-mail")


def _line(chance: Random, n: int) -> Labelled:
    return _of(chance, n, "line-id", people.line_id, "LINE id")


def _plate(chance: Random, n: int) -> Labelled:
    return _of(chance, n, "vehicle-plate", people.plate, "plate")


def _plate_whole(chance: Random, n: int) -> Labelled:
    return _of(
        chance,
        n,
        "vehicle-plate",
        lambda c: f"{people.plate(c)} {c.choice(people.PROVINCES)}",
        "plate with province",
    )


def _passport(chance: Random, n: int) -> Labelled:
    return _of(chance, n, "passport", people.passport, "passport")


def _account(chance: Random, n: int) -> Labelled:
    if chance.random() < 0.5:
        return _account_parted(chance, n)
    return _of(chance, n, "bank-account", lambda c: people.digits(c, 10), "account, bare digits", 0)


def _account_parted(chance: Random, n: int) -> Labelled:
    return _of(chance, n, "bank-account", people.account, "account")


def _titled(chance: Random, n: int) -> Labelled:
    return _of(chance, n, "person-name", people.titled_name, "name with prefix")


def _full(chance: Random, n: int) -> Labelled:
    return _of(chance, n, "person-name", people.full_name, "name without prefix")


def _latin_titled(chance: Random, n: int) -> Labelled:
    return _of(
        chance, n, "person-name", lambda c: people.latin_name(c, True), "Latin name with prefix"
    )


def _address(chance: Random, n: int) -> Labelled:
    return _of(chance, n, "address", people.address, "address")


def _birth(chance: Random, n: int) -> Labelled:
    way = chance.choice(("iso", "slashed", "worded"))
    return _of(chance, n, "birth-date", lambda c: people.day(c, 1940, 2015, way), f"birth {way}", 0)


def _birth_mixed(chance: Random, n: int) -> Labelled:
    """Days of birth in several writings, which no one type holds."""
    ways = ("slashed", "worded", "iso")
    return _of(
        chance,
        n,
        "birth-date",
        lambda c: people.day(c, 1940, 2015, c.choice(ways)),
        "birth mixed",
        0.05,
    )


def _foreign_phone(chance: Random, n: int) -> Labelled:
    def make(c: Random) -> str:
        groups = " ".join((people.digits(c, 3), people.digits(c, 3), people.digits(c, 4)))
        return f"+{c.choice(('1', '44', '81', '86', '95'))} {groups}"

    return _of(chance, n, "phone", make, "foreign phone", 0)


def _nicknames(chance: Random, n: int) -> Labelled:
    words = ("เล็ก", "ใหญ่", "น้อย", "แดง", "ตุ๊ก", "ต้น", "หนึ่ง", "บี", "เอ", "ปู", "นก", "ไก่", "หมู", "ก้อย")
    cells = _some(chance, n, lambda c: c.choice(words))
    return Labelled(chance.choice(("ชื่อเล่น", "nickname")), cells, "person-name", "nicknames")


def _name_columns(chance: Random, n: int) -> list[Labelled]:
    way = chance.choice(("titled", "titled", "full", "parts", "latin"))
    if way == "titled":
        return [_titled(chance, n)]
    if way == "full":
        return [_full(chance, n)]
    if way == "latin":
        cells = _some(chance, n, people.latin_name)
        return [
            Labelled(
                chance.choice(("full_name", "ชื่อภาษาอังกฤษ", "Name-Surname")),
                cells,
                "person-name",
                "Latin name",
            )
        ]
    prefixes = _some(chance, n, lambda c: c.choice(("นาย", "นาง", "นางสาว")))
    return [
        _plain("คำนำหน้า", prefixes),
        Labelled("ชื่อ", _some(chance, n, people.given), "person-name", "given names"),
        Labelled(
            chance.choice(("นามสกุล", "สกุล", "last_name")),
            _some(chance, n, people.family),
            "person-name",
            "family names",
        ),
    ]


def _sensitive(chance: Random, n: int, subject: str) -> Labelled:
    headers, words = SENSITIVE[subject]
    if not words:
        cells = _some(
            chance, n, lambda c: "".join(c.choice("ABCDEFabcdef0123456789+/") for _ in range(64))
        )
        return Labelled(chance.choice(headers), cells, subject, subject)
    header = chance.choice(headers)
    cells = _some(chance, n, lambda c: c.choice(words), chance.choice((0, 0.1)))
    if header == "หมู่เลือด":
        cells = _some(chance, n, lambda c: c.choice(("A", "B", "O", "AB")))
    if header == "union_member":
        cells = _some(chance, n, lambda c: c.choice(("ใช่", "ไม่ใช่")))
    return Labelled(header, cells, subject, subject)


def _points(chance: Random, n: int, kind: str | None, lat: str, lon: str) -> list[Labelled]:
    case = "homes" if kind else "points of places"
    return [
        Labelled(lat, _some(chance, n, lambda c: f"{c.uniform(6, 20):.6f}"), kind, case),
        Labelled(lon, _some(chance, n, lambda c: f"{c.uniform(98, 105):.6f}"), kind, case),
    ]


def _text(chance: Random, n: int, kind: str, make: Make) -> Labelled:
    """A text column; personal data stands in a tenth to half of the cells, at least four."""
    share = chance.uniform(0.1, 0.5)
    cells: list[str | None] = [
        f"{_sentence(chance)} {make(chance)}"
        if i < 4 or chance.random() < share
        else _sentence(chance)
        for i in range(n)
    ]
    chance.shuffle(cells)
    return Labelled(
        chance.choice(("หมายเหตุ", "รายละเอียด", "บันทึก", "ข้อความ", "note")),
        cells,
        kind,
        f"{kind} in texts",
    )


def _disguised(_: Random, column: Labelled, chance: Random) -> Labelled:
    """The header honest, missing or misleading."""
    way = chance.choice(("honest", "missing", "misleading"))
    if way == "honest" or column.case in NEEDS_HEADER:
        return column
    header = chance.choice(NO_HEADERS if way == "missing" else MISLEADING).format(
        n=chance.randint(1, 40)
    )
    return Labelled(header, column.cells, column.kind, f"{column.case}, header {way}")


NEEDS_HEADER = {"mobile lost"}


def _renamed(columns: list[Labelled]) -> list[Labelled]:
    """Headers that are unique, as a reader sees them."""
    seen: dict[str, int] = {}
    renamed = []
    for column in columns:
        seen[column.header] = seen.get(column.header, 0) + 1
        name = (
            column.header if seen[column.header] == 1 else f"{column.header}_{seen[column.header]}"
        )
        renamed.append(Labelled(name, column.cells, column.kind, column.case))
    return renamed


# Look-alikes ----------------------------------------------------------------------------------


def _negative(headers: list[str], make: Make, case: str) -> Callable[[Random, int], Labelled]:
    def column(chance: Random, n: int) -> Labelled:
        return Labelled(
            chance.choice(headers), _some(chance, n, make, chance.choice((0, 0, 0.1))), None, case
        )

    return column


def _ean13(chance: Random) -> str:
    twelve = chance.choice(("885", "489", "690")) + people.digits(chance, 9)
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(twelve))
    return twelve + str(-total % 10)


def _sentence(chance: Random) -> str:
    return chance.choice(
        (
            "ดำเนินการซ่อมแซมถนนสายหลักแล้วเสร็จตามแผน",
            "นายกเทศมนตรีเป็นประธานเปิดงานประเพณี",
            "อยู่ระหว่างรอการจัดสรรงบประมาณจากส่วนกลาง",
            "ตรวจสอบคุณภาพน้ำประปาหมู่บ้านประจำเดือน",
            "นายอำเภอมอบหมายให้ปลัดติดตามผล",
            "ประชุมคณะกรรมการพัฒนาท้องถิ่น ครั้งที่ 3/2566",
            "ปรับปรุงระบบไฟฟ้าส่องสว่างบริเวณตลาดพระนคร",
            "โทรสายด่วน 1669 หรือ 1567 เมื่อเกิดเหตุ",
            "จัดซื้อวัสดุสำนักงานจำนวน 25 รายการ วงเงิน 12,500 บาท",
            "ติดต่อสำนักงานเขต โทร 02-123-4567 ในเวลาราชการ",
            "คุณสมบัติของผู้เข้าร่วมโครงการเป็นไปตามประกาศ",
            "พระธาตุประจำจังหวัดมีนักท่องเที่ยวเพิ่มขึ้น",
        )
    ) + chance.choice(
        ("", f" ปี {chance.randint(2560, 2567)}", f" ระยะทาง {chance.randint(1, 40)} กม.")
    )


def _hotel(chance: Random) -> str:
    front = chance.choice(
        (
            "นายเลิศ",
            "นายหัว",
            "พระนคร",
            "นางพญา",
            "พระอินทร์",
            "คุณย่า",
            "สมศรี",
            "สมชาย",
            "ชัยวัฒน์",
            "บ้านสวน",
        )
    )
    return f"{front} {chance.choice(('รีสอร์ท', 'โฮเทล', 'บูติค โฮเทล', 'เพลส', 'เกสต์เฮาส์', 'วิลล่า', 'บีช รีสอร์ท', 'แมนชั่น'))}"


def _temple(chance: Random) -> str:
    return (
        "วัด"
        + chance.choice(("พระธาตุ", "พระแก้ว", "โพธิ์", "ป่า", "ศรี", "มหา", "ใหม่", "กลาง"))
        + chance.choice(("ดอย", "ชัยมงคล", "สุวรรณ", "อุดม", "วนาราม", "สามัคคี", "บุญเรือง"))
    )


def _village(chance: Random) -> str:
    return (
        chance.choice(("บ้าน", "บ้าน", ""))
        + chance.choice(("หนอง", "โนน", "ดอน", "ท่า", "นา", "โคก", "ห้วย", "บึง", "สวน"))
        + chance.choice(("สูง", "ใหญ่", "แดง", "ตูม", "ยาง", "แก", "ไผ่", "ขาม", "บัว", "ทอง", "ศรี"))
    )


def _school(chance: Random) -> str:
    return "โรงเรียน" + chance.choice(
        (
            "พระหฤทัย",
            "นางรอง",
            "บ้าน" + _village(chance),
            "อนุบาล" + chance.choice(people.PROVINCES),
            "ชุมชนวัด" + chance.choice(("กลาง", "ใหม่")),
            "นายร้อยตำรวจ",
        )
    )


def _company(chance: Random) -> str:
    middle = chance.choice(
        (people.given(chance), people.family(chance), "สยาม", "ไทยเจริญ")
    ) + chance.choice(("การค้า", "พาณิชย์", "ก่อสร้าง", "เทรดดิ้ง", "ขนส่ง"))
    return chance.choice(
        (
            f"บริษัท {middle} จำกัด",
            f"หจก.{middle}",
            f"ร้าน{middle}",
            f"ห้างหุ้นส่วนจำกัด {middle}",
            f"{middle} จำกัด (มหาชน)",
        )
    )


def _team(chance: Random) -> str:
    return f"{chance.choice((*people.PROVINCES, 'บุรีรัมย์', 'เมืองทอง'))} {chance.choice(('ยูไนเต็ด', 'เอฟซี', 'ซิตี้', 'คลับ'))}"


def _book(chance: Random) -> str:
    return chance.choice(
        (
            "พระอภัยมณี",
            "นางนวล",
            "ขุนช้าง ขุนแผน",
            "สี่แผ่นดิน",
            "คุณธรรมสำหรับเด็ก",
            "พระราชพิธีสิบสองเดือน",
            "ข้างหลังภาพ",
            "นางทาส",
            "คู่มือเกษตรอินทรีย์",
            "ประวัติศาสตร์ไทย",
        )
    ) + chance.choice(("", f" เล่ม {chance.randint(1, 5)}", " ฉบับปรับปรุง"))


def _post(chance: Random) -> str:
    return chance.choice(
        (
            "นายกเทศมนตรี",
            "นายอำเภอ",
            "นายช่างโยธา",
            "นางพยาบาล",
            "นายทะเบียน",
            "นายแพทย์ชำนาญการ",
            "ครูชำนาญการ",
            "เจ้าหน้าที่วิเคราะห์นโยบาย",
            "นายสัตวแพทย์",
            "ผู้อำนวยการกอง",
            "ศาสตราจารย์",
            "พลขับ",
        )
    )


def _product(chance: Random) -> str:
    return chance.choice(
        ("ข้าวหอมมะลิ", "น้ำปลาตรา", "ผ้าไหม", "กล้วยตาก", "น้ำพริก", "มะม่วงกวน", "กาแฟคั่ว")
    ) + chance.choice(("แท้", "แม่ประนอม", "คุณภาพดี", "ตราดอกบัว", "พระราชทาน", "นางงาม", " 500 กรัม"))


_BODIES: dict[str, Make] = {
    "โรงเรียน": _school,
    "โรงแรม": _hotel,
    "บริษัท": _company,
    "หน่วยงาน": lambda c: (
        c.choice(("เทศบาลตำบล", "อบต.", "สำนักงานเขต", "ที่ว่าการอำเภอ")) + c.choice(people.TAMBONS)
    ),
    "โรงพยาบาล": lambda c: "โรงพยาบาล" + c.choice((*people.PROVINCES, *people.AMPHOES)),
}

_barcodes = _negative(["barcode", "บาร์โค้ด", "รหัสสินค้า", "EAN", "ข้อมูล"], _ean13, "EAN-13")
_invoices = _negative(
    ["เลขที่ใบแจ้งหนี้", "invoice_no", "เลขที่เอกสาร", "เลขอ้างอิง", "ref"],
    lambda c: str(c.randint(1, 9)) + people.digits(c, 12),
    "random numbers of 13 digits",
)
_product_codes = _negative(
    ["รหัสสินค้า", "product_code", "รหัสห้อง", "รหัสแปลง", "sku"],
    lambda c: (
        c.choice("กขคงจช")
        + c.choice("กขคงจช")
        + c.choice(("-", ""))
        + people.digits(c, c.randint(2, 4))
    ),
    "product codes like plates",
)
_amounts = _negative(
    ["ราคา", "amount", "ยอดเงิน", "งบประมาณ"], lambda c: f"{c.uniform(1, 90000):.2f}", "amounts"
)
_sale_days = _negative(
    ["วันที่ขาย", "วันที่ทำรายการ", "date", "วันที่เกิดเหตุ", "วันหมดอายุ", "วันที่เกิดอุบัติเหตุ"],
    lambda c: people.day(c, 2018, 2024, "slashed"),
    "days that are no births",
)

NEGATIVES: list[Callable[[Random, int], Labelled]] = [
    _barcodes,
    _invoices,
    _product_codes,
    _amounts,
    _sale_days,
    _juristic,
    _negative(["เลขที่สัญญา", "รหัสโครงการ", "project_code"], lambda c: "6" + people.digits(c, 10), "project numbers of 11 digits"),
    _negative(["รหัสหน่วย", "code", "รหัสสมาชิก"], lambda c: "0" + people.digits(c, 9), "zero-led codes of 10 digits"),
    _negative(["ค่าดัชนี", "index", "สัดส่วนพื้นที่"], lambda c: f"{c.random():.13f}", "decimals of 13 digits"),
    _negative(["lon", "longitude", "พิกัด X"], lambda c: f"{c.uniform(98, 105):.13f}", "coordinates of many decimals"),
    _negative(["รหัสไปรษณีย์", "postcode"], lambda c: str(c.randint(10, 95)) + people.digits(c, 2) + "0", "postcodes"),
    _negative(["จำนวนประชากร", "จำนวนครัวเรือน", "ยอดขาย"], lambda c: str(c.randint(1, 99999999)), "numbers"),
    _negative(["จำนวนเกิด", "birth_rate", "อัตราการเกิด"], lambda c: f"{c.uniform(5, 20):.1f}", "births counted"),
    _negative(["ชื่อโรงเรียน", "สถานศึกษา"], _school, "schools"),
    _negative(["ชื่อโรงแรม", "ที่พัก", "name"], _hotel, "hotels"),
    _negative(["ชื่อบริษัท", "ผู้ชนะการเสนอราคา", "ผู้ขาย"], _company, "companies"),
    _negative(["ชื่อหมู่บ้าน", "หมู่บ้าน"], _village, "villages"),
    _negative(["ชื่อวัด", "ศาสนสถาน"], _temple, "temples"),
    _negative(["ทีม", "team"], _team, "teams"),
    _negative(["ชื่อเรื่อง", "title"], _book, "books"),
    _negative(["ตำแหน่ง", "position"], _post, "posts"),
    _negative(["สินค้า", "product"], _product, "products"),
    _negative(["จังหวัด", "พื้นที่"], lambda c: c.choice(people.PROVINCES), "provinces"),
    _negative(["เขต", "สถานที่"], lambda c: c.choice(("พระนคร", "พระโขนง", "พระประแดง", "พระสมุทรเจดีย์", "นางรอง", "นางเลิ้ง", "นายายอาม")), "places that begin like prefixes"),
    _negative(["ที่ตั้ง", "พื้นที่ดำเนินการ"], people.place, "places no smaller than a sub-district"),
    _negative(["เว็บไซต์", "url"], lambda c: f"https://www.{c.choice(people.LATIN_FAMILY).lower()}.go.th/page/{c.randint(1, 999)}", "web addresses"),
    _negative(["ช่องทางออนไลน์", "airline", "line"], lambda c: c.choice(("BTS Sukhumvit", "MRT Blue", "Airport Link", "Silom", "Lazada", "Shopee")), "lines that are no LINE"),
    _negative(["สายด่วน", "หมายเลขฉุกเฉิน"], lambda c: "1" + people.digits(c, 3), "short numbers"),
    _negative(["อีเมลหน่วยงาน", "email"], people.office_mail, "office e-mail"),
    _negative(["hash", "checksum"], lambda c: "".join(c.choice("0123456789abcdef") for _ in range(40)), "hashes"),
    _negative(["IMEI", "serial_no"], lambda c: "35" + people.digits(c, 13), "serial numbers of 15 digits"),
    _negative(["ชนิดพืช", "พันธุ์ข้าว"], lambda c: c.choice(("ข้าวหอมมะลิ 105", "กข 6", "กข 43", "ปทุมธานี 1", "ทับทิมชุมแพ", "สังข์หยด")), "kinds of rice, named like plates"),
    _negative(["โรคพืช", "ชนิดแมลง"], lambda c: c.choice(("โรคใบไหม้", "เพลี้ยกระโดด", "โรคเน่าคอรวง", "หนอนกอ")), "diseases of plants"),
    _negative(["สี", "สีรถ"], lambda c: c.choice(("ขาว", "ดำ", "เทา", "แดง", "น้ำเงิน")), "colours"),
    _negative(["หมวดหมู่", "ประเภท"], lambda c: c.choice(("เกษตร", "คมนาคม", "สาธารณสุข", "การศึกษา")), "categories"),
    _negative(["เวลา", "time"], lambda c: f"{c.randint(0, 23):02}:{c.randint(0, 59):02}", "times"),
    _negative(["หมายเหตุ", "รายละเอียดงาน"], _sentence, "texts without persons"),
    _negative(["บ้านเลขที่ตั้งต้น", "ช่วงกิโลเมตร"], lambda c: f"{c.randint(1, 90)}+{people.digits(c, 3)}", "kilometre stones"),
    _negative(["ไอพี", "ip_address"], lambda c: ".".join(str(c.randint(1, 254)) for _ in range(4)), "IP numbers of servers"),
]  # fmt: skip
