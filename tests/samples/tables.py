"""Delimited texts that are hard to read, each with what stands in it.

Figures are invented. `rows` counts data rows, totals included; all rows are numbered from 0 as
csv.reader yields the records.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """A text and its truth. The line says what is hard about it."""

    about: str
    text: str
    delimiter: str | None
    preamble: tuple[int, ...] = ()
    header: tuple[int, ...] = (0,)
    n_rows: int = 0
    n_rejected: int = 0
    n_footer: int = 0
    n_blank: int = 0
    n_totals: int = 0
    names: tuple[str, ...] = ()
    encoding: str = "utf-8"

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode(self.encoding)


ZOO: dict[str, Sample] = {
    "plain": Sample(
        "nothing is hard",
        "รหัส,ชื่อ,จำนวน\n01,ก,10\n02,ข,20\n03,ค,30\n",
        ",",
        n_rows=3,
        names=("รหัส", "ชื่อ", "จำนวน"),
    ),
    "titles": Sample(
        "two title rows, a unit row and a blank row above the header",
        "สถิติจำนวนครัวเรือน\nประจำปี พ.ศ. 2566\nหน่วย : ครัวเรือน\n\n"
        "จังหวัด,ชาย,หญิง\nกระบี่,100,120\nตรัง,80,90\nพังงา,70,75\n",
        ",",
        preamble=(0, 1, 2),
        header=(4,),
        n_rows=3,
        n_blank=1,
        names=("จังหวัด", "ชาย", "หญิง"),
    ),
    "titles-as-wide": Sample(
        "title rows padded with delimiters, as a spreadsheet exports them",
        "รายงานประจำปี,,,\n,,,\nปี,จังหวัด,ราย,บาท\n2566,ตรัง,5,1200\n2566,พังงา,7,1500\n2567,ตรัง,6,1300\n",
        ",",
        preamble=(0,),
        header=(2,),
        n_rows=3,
        n_blank=1,
        names=("ปี", "จังหวัด", "ราย", "บาท"),
    ),
    "two-header-rows": Sample(
        "a group above its columns, the group's name in its first cell alone",
        "จังหวัด,ประชากร,,พื้นที่\n,ชาย,หญิง,\nกระบี่,100,120,4700\nตรัง,80,90,4900\nพังงา,70,75,4100\n",
        ",",
        header=(0, 1),
        n_rows=3,
        names=("จังหวัด", "ประชากร ชาย", "ประชากร หญิง", "พื้นที่"),
    ),
    "three-header-rows": Sample(
        "groups of groups",
        "อุปกรณ์,ภาคเหนือ,,,\n,ในเขต,,นอกเขต,\n,จำนวน,ร้อยละ,จำนวน,ร้อยละ\n"
        "หลอดไฟ,10,1.5,20,2.5\nพัดลม,30,3.5,40,4.5\nตู้เย็น,50,5.5,60,6.5\n",
        ",",
        header=(0, 1, 2),
        n_rows=3,
        names=(
            "อุปกรณ์",
            "ภาคเหนือ ในเขต จำนวน",
            "ภาคเหนือ ในเขต ร้อยละ",
            "ภาคเหนือ นอกเขต จำนวน",
            "ภาคเหนือ นอกเขต ร้อยละ",
        ),
    ),
    "column-numbers": Sample(
        "a row that numbers the columns below the header",
        "จังหวัด,ชาย,หญิง,รวม\n(1),(2),(3),(4)=(2)+(3)\nกระบี่,100,120,220\nตรัง,80,90,170\n",
        ",",
        header=(0, 1),
        n_rows=2,
        names=("จังหวัด", "ชาย", "หญิง", "รวม"),
    ),
    "years-as-names": Sample(
        "columns named by years of the Buddhist era",
        'จังหวัด,2564,2565,2566\nกระบี่,"1,200","1,250","1,300"\nตรัง,900,950,980\n',
        ",",
        n_rows=2,
        names=("จังหวัด", "2564", "2565", "2566"),
    ),
    "notes": Sample(
        "a total, a blank row, a note of two lines and a source below",
        "จังหวัด,ชาย,หญิง\nกระบี่,100,120\nตรัง,80,90\nรวม,180,210\n\n"
        "หมายเหตุ 1) ข้อมูลเบื้องต้น,,\n2) ไม่รวมชาวต่างชาติ,,\nที่มา: กรมตัวอย่าง,,\n",
        ",",
        n_rows=3,
        n_footer=3,
        n_blank=1,
        n_totals=1,
        names=("จังหวัด", "ชาย", "หญิง"),
    ),
    "party-named-sum": Sample(
        "names that begin with รวม are no totals",
        "พรรค,คะแนน\nรวมไทยตัวอย่าง,1000\nรวมพลังตัวอย่าง,900\nก้าวตัวอย่าง,1100\n",
        ",",
        n_rows=3,
        names=("พรรค", "คะแนน"),
    ),
    "regions-among-provinces": Sample(
        "rows of regions sum up the provinces below them",
        "พื้นที่,จำนวน\nทั่วราชอาณาจักร,100\nภาคเหนือ,60\nเชียงใหม่,40\nลำพูน,20\nภาคใต้,40\nตรัง,25\nพังงา,15\n",
        ",",
        n_rows=7,
        n_totals=3,
        names=("พื้นที่", "จำนวน"),
    ),
    "regions-alone": Sample(
        "a table of regions has no totals",
        "ภาค,จำนวน\nภาคเหนือ,60\nภาคใต้,40\nภาคกลาง,55\n",
        ",",
        n_rows=3,
        names=("ภาค", "จำนวน"),
    ),
    "pages": Sample(
        "the header again and a page number, as on printed pages",
        "ลำดับ,ชื่อ,จำนวน\n๑,ก,๑๐\n๒,ข,๒๐\nหน้า ๒,,\nลำดับ,ชื่อ,จำนวน\n๓,ค,๓๐\n๔,ง,๔๐\n",
        ",",
        n_rows=4,
        n_rejected=2,
        names=("ลำดับ", "ชื่อ", "จำนวน"),
    ),
    "no-header": Sample(
        "a table that begins with its first row of data",
        "1,กระบี่,100,5.5\n2,ตรัง,200,6.5\n3,พังงา,300,7.5\n4,ภูเก็ต,400,8.5\n",
        ",",
        header=(),
        n_rows=4,
        names=("column_1", "column_2", "column_3", "column_4"),
    ),
    "no-header-words": Sample(
        "words alone, and the first row is like all others",
        "ชาย,กระบี่,ใช่\nหญิง,กระบี่,ไม่ใช่\nชาย,ตรัง,ใช่\nหญิง,ตรัง,ไม่ใช่\nชาย,กระบี่,ใช่\n",
        ",",
        header=(),
        n_rows=5,
        names=("column_1", "column_2", "column_3"),
    ),
    "words-alone": Sample(
        "words alone, with a header",
        "จังหวัด,ภาค\nกระบี่,ใต้\nตรัง,ใต้\nเลย,อีสาน\n",
        ",",
        n_rows=3,
        names=("จังหวัด", "ภาค"),
    ),
    "header-only": Sample(
        "a header and no row",
        "จังหวัด,ชาย,หญิง\n",
        ",",
        names=("จังหวัด", "ชาย", "หญิง"),
    ),
    "comment-header": Sample(
        "the header hides in the last comment, with another delimiter",
        "% สถานี: ตัวอย่าง\n% หน่วย: ug/m3\n% Year, Month, PM2.5\n2016\t3\t62.9\n2016\t4\t50.1\n2016\t5\t44.0\n",
        "\t",
        preamble=(0, 1),
        header=(2,),
        n_rows=3,
        names=("Year", "Month", "PM2.5"),
    ),
    "first-value-missing": Sample(
        "a word where the first figure should be",
        "จังหวัด,จำนวน\nกระบี่,ไม่รายงานผล\nตรัง,20\nพังงา,30\nภูเก็ต,40\n",
        ",",
        n_rows=4,
        names=("จังหวัด", "จำนวน"),
    ),
    "group-labels": Sample(
        "a label alone in its row begins each group",
        "รายการ,ชาย,หญิง\nวัยเด็ก,,\nอนุบาล,10,12\nประถม,20,22\nวัยทำงาน,,\nราชการ,30,32\nเอกชน,40,42\n",
        ",",
        n_rows=6,
        names=("รายการ", "ชาย", "หญิง"),
    ),
    "blank-rows": Sample(
        "blank rows in the middle, one of blanks, two at the end",
        "ก,ข\n1,2\n\n3,4\n   \n5,6\n\n\n",
        ",",
        n_rows=3,
        n_blank=4,
        names=("ก", "ข"),
    ),
    "quoted-lines": Sample(
        "cells of several lines, delimiters and quotes inside",
        'ชื่อ,ที่อยู่,คะแนน\n"ก ""เอ""","1 ถนนหนึ่ง\nตำบลสอง, อำเภอสาม",5\nข,"2\r\n3",6\nค,ง,7\n',
        ",",
        n_rows=3,
        names=("ชื่อ", "ที่อยู่", "คะแนน"),
    ),
    "surplus-cell": Sample(
        "one record has an empty cell too many in its middle",
        "ชื่อ,วันที่,จำนวน,ราคา\nก,1/1/2566,5,10.5\nข,,2/1/2566,6,11.5\nค,3/1/2566,7,12.5\nง,4/1/2566,8,13.5\n",
        ",",
        n_rows=4,
        names=("ชื่อ", "วันที่", "จำนวน", "ราคา"),
    ),
    "too-long": Sample(
        "one record has a value too many",
        "ชื่อ,จำนวน\nก,5\nข,6,เกินมา\nค,7\nง,8\n",
        ",",
        n_rows=3,
        n_rejected=1,
        names=("ชื่อ", "จำนวน"),
    ),
    "too-short": Sample(
        "one record ends early",
        "ชื่อ,จำนวน,ราคา\nก,5,1.5\nข\nค,7,3.5\nง,8,4.5\n",
        ",",
        n_rows=4,
        names=("ชื่อ", "จำนวน", "ราคา"),
    ),
    "trailing-delimiters": Sample(
        "every record ends with a delimiter",
        "ชื่อ,จำนวน,\nก,5,\nข,6,\nค,7,\n",
        ",",
        n_rows=3,
        names=("ชื่อ", "จำนวน", "column_3"),
    ),
    "repeated-names": Sample(
        "two columns of one name and one without",
        "ชื่อ,จำนวน,จำนวน,\nก,5,6,x1\nข,7,8,x2\n",
        ",",
        n_rows=2,
        names=("ชื่อ", "จำนวน", "จำนวน_2", "column_4"),
    ),
    "semicolons": Sample(
        "semicolons part the cells, commas stand in the figures",
        "ชื่อ;ราคา;วันที่\nก;1,50;2020-01-01\nข;2,75;2020-01-02\n",
        ";",
        n_rows=2,
        names=("ชื่อ", "ราคา", "วันที่"),
    ),
    "tabs": Sample(
        "tabs part the cells, figures have thousands commas",
        "จังหวัด\tจำนวน\nกระบี่\t1,200\nตรัง\t3,400,500\n",
        "\t",
        n_rows=2,
        names=("จังหวัด", "จำนวน"),
    ),
    "bars": Sample(
        "bars part the cells, and the text is full of commas",
        "id|text|n\n1|หนึ่ง, สอง, สาม|5\n2|สี่, ห้า|6\n3|หก|7\n",
        "|",
        n_rows=3,
        names=("id", "text", "n"),
    ),
    "single-quotes": Sample(
        "single quotes wear the cells",
        "name,place,n\n'ก, เอ','ตรัง',5\n'ข, บี','พังงา',6\n'ค','กระบี่',7\n",
        ",",
        n_rows=3,
        names=("name", "place", "n"),
    ),
    "one-column": Sample(
        "one column has no delimiter",
        "จังหวัด\nกระบี่\nตรัง\nพังงา\n",
        None,
        n_rows=3,
        names=("จังหวัด",),
    ),
    "one-column-times": Sample(
        "colons in times part nothing",
        "เวลา\n08:30:00\n09:15:00\n10:45:30\n11:00:00\n",
        None,
        n_rows=4,
        names=("เวลา",),
    ),
    "one-column-commas": Sample(
        "commas in half of the lines of one column part nothing",
        "รายการ\nข้าว, ปลา, ไข่\nน้ำตาล\nเกลือ, พริก\nน้ำปลา\nกะปิ\n",
        None,
        n_rows=5,
        names=("รายการ",),
    ),
    "windows-lines": Sample(
        "CRLF and no line end at the end",
        "ชื่อ,จำนวน\r\nก,5\r\nข,6",
        ",",
        n_rows=2,
        names=("ชื่อ", "จำนวน"),
    ),
    "old-mac-lines": Sample(
        "lines end with CR alone",
        "ชื่อ,จำนวน\rก,5\rข,6\r",
        ",",
        n_rows=2,
        names=("ชื่อ", "จำนวน"),
    ),
    "cp874": Sample(
        "Thai in one byte a letter",
        "จังหวัด,ชาย,หญิง\r\nกรุงเทพมหานคร,100,120\r\nเชียงใหม่,80,90\r\nขอนแก่น,70,75\r\n",
        ",",
        n_rows=3,
        names=("จังหวัด", "ชาย", "หญิง"),
        encoding="cp874",
    ),
    "bom": Sample(
        "a byte-order mark must not leak into the first name",
        "จังหวัด,ชาย\nกระบี่,100\nตรัง,80\n",
        ",",
        n_rows=2,
        names=("จังหวัด", "ชาย"),
        encoding="utf-8-sig",
    ),
    "utf-16": Sample(
        "two bytes a letter",
        "จังหวัด\tชาย\nกระบี่\t100\nตรัง\t80\n",
        "\t",
        n_rows=2,
        names=("จังหวัด", "ชาย"),
        encoding="utf-16",
    ),
}

STACKED = (
    "ปี,จังหวัด,จำนวน\n2566,ตรัง,5\n2566,พังงา,6\n2566,เลย,7\n"
    "\n"
    "หน่วยงาน,บาท\nกรมก,100.5\nกรมข,200.5\nกรมค,300.5\n"
)

DRAWING = ",,ตาก,ตาก,,,\n,ตาก,ตาก,,แพร่,,\nตาก,ตาก,,แพร่,แพร่,,\n,,,แพร่,แพร่,,น่าน\n,,,,แพร่,น่าน,น่าน\n"

TEMPLATE = (
    "รายการ,ชาย,หญิง\nครัวเรือน,no_ra1(1),no_ra1(2)\nแรงงาน,no_ra2(1),no_ra2(2)\nรายได้,no_ra3(1),5\n"
)

PROSE = (
    "ประกาศฉบับนี้จัดทำขึ้นเพื่อแจ้งให้ประชาชนทราบถึงแนวทางการเปิดเผยข้อมูลของหน่วยงานตัวอย่าง\n"
    "หน่วยงานตัวอย่างได้จัดทำข้อมูลชุดนี้ขึ้นตามมาตรฐานที่กำหนดไว้และจะปรับปรุงทุกไตรมาสของปี\n"
    "ผู้ใช้ข้อมูลควรอ่านเงื่อนไขการใช้งานให้ครบถ้วนก่อนนำข้อมูลไปเผยแพร่ต่อหรือดัดแปลงใช้งาน\n"
)
