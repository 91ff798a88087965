"""Class lists as schools have them, in many languages, encodings and shapes, and whom they mean."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from game.scenario.loader import load_packaged
from game.service.roster import FILE_LIMIT, Room, words_for

ROOM = Room(tables=3, seats=2, delegations=words_for(load_packaged("six_party_talks").text("en")))


@dataclass(frozen=True)
class Class:
    """The headings for name and id, the names, and encodings without a mark that hold them."""

    headings: tuple[str, str]
    names: tuple[str, ...]
    encodings: tuple[str, ...]

    @property
    def people(self) -> list[tuple[str, str]]:
        """Name and id of everybody."""
        return [(name, f"{1001 + place}") for place, name in enumerate(self.names)]

    def text(self, mark: str = ",", end: str = "\r\n") -> str:
        """The list as a spreadsheet program writes it."""
        rows = [self.headings, *self.people]
        return "".join(mark.join(row) + end for row in rows)


WESTERN = ("cp1252", "iso8859_1", "mac_roman")
CLASSES = {
    "en": Class(("Full name", "Student ID"), ("Zoë Brontë", "Siân O’Neill", "Ann Lee"), WESTERN),
    "ko": Class(
        ("이름", "학번"),
        ("김민준", "이서연", "박지훈", "최수빈", "정하은"),
        ("cp949", "euc_kr", "iso2022_kr"),
    ),
    "zh_hans": Class(
        ("姓名", "学号"), ("王伟", "李娜", "张敏", "刘洋", "陈静"), ("gbk", "gb18030", "gb2312")
    ),
    "zh_hant": Class(
        ("姓名", "學號"), ("陳怡君", "林志明", "黃淑芬", "張家豪"), ("big5", "cp950", "big5hkscs")
    ),
    "ja": Class(
        ("氏名", "学籍番号"),
        ("佐藤太郎", "鈴木花子", "高橋健一", "中村さくら"),
        ("shift_jis", "cp932", "euc_jp", "iso2022_jp"),
    ),
    "ru": Class(
        ("ФИО", "Номер студента"),
        ("Иванов Иван", "Смирнова Ольга", "Кузнецов Дмитрий", "Попова Анна"),
        ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic"),
    ),
    "de": Class(
        ("Schüler", "Matrikelnummer"), ("Jürgen Müller", "Anna Schröder", "Björn Weiß"), WESTERN
    ),
    "fr": Class(
        ("Élève", "Numéro étudiant"), ("Hélène Lefèvre", "François Dupont", "Zoé Gérard"), WESTERN
    ),
    "es": Class(("Alumno", "Matrícula"), ("José Muñoz", "María Peña", "Íñigo Gómez"), WESTERN),
    "it": Class(
        ("Cognome e nome", "Matricola"), ("Niccolò Rossi", "Noè Bianchi", "Zoè Verdi"), WESTERN
    ),
    "pt": Class(
        ("Nome completo", "Matrícula"), ("João Conceição", "Inês Araújo", "André Simões"), WESTERN
    ),
    "nl": Class(
        ("Naam", "Studentnummer"), ("Daniël de Vries", "Zoë Jansen", "Renée Bakker"), WESTERN
    ),
    "sv": Class(("Namn", "Personnummer"), ("Åsa Lindström", "Göran Sjöberg", "Anna Holm"), WESTERN),
    "da": Class(("Navn", "Studienummer"), ("Søren Kjær", "Åse Nørgaard", "Bo Hansen"), WESTERN),
    "no": Class(("Navn", "Studentnummer"), ("Bjørn Håkonsen", "Åshild Sætre", "Liv Dahl"), WESTERN),
    "fi": Class(("Nimi", "Opiskelijanumero"), ("Päivi Mäkinen", "Väinö Hämäläinen"), WESTERN),
    "pl": Class(
        ("Imię i nazwisko", "Nr albumu"),
        ("Łukasz Wiśniewski", "Zofia Dąbrowska", "Michał Żukowski"),
        ("cp1250", "iso8859_2"),
    ),
    "cs": Class(
        ("Jméno a příjmení", "Osobní číslo"),
        ("Jiří Dvořák", "Tereza Růžičková", "Václav Němec"),
        ("cp1250", "iso8859_2"),
    ),
    "hu": Class(("Név", "Neptun kód"), ("Szűcs Győző", "Tóth Ágnes", "Kovács Béla"), ("cp1250",)),
    "tr": Class(
        ("Ad\u0131 Soyad\u0131", "Öğrenci no"),
        ("Ayşe Y\u0131ld\u0131z", "Çağr\u0131 Öztürk"),
        ("cp1254",),
    ),
    "el": Class(
        ("Ονοματεπώνυμο", "Αριθμός μητρώου"), ("Γιώργος Νικολάου", "Μαρία Παππά"), ("cp1253",)
    ),
}
MARKED = ("utf-8", "utf-8-sig", "utf-16", "utf-32")
DELIMITERS = (",", ";", "\t", "|")


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, body in parts.items():
            written.writestr(name, body)
    return out.getvalue()


#: By the sentence that is told: what is no list.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
BAD_FILES = {
    "list_xls": _OLE,
    "list_locked": _OLE + "EncryptedPackage".encode("utf-16-le"),
    "list_xlsb": archive({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"x"}),
    "list_ods": archive(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
    ),
    "list_numbers": archive({"Index/Document.iwa": b"x", "preview.jpg": b"x"}),
    "list_document": archive({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
    "list_archive": archive({"class.csv": b"name\nAnn"}),
    "list_pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "list_picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "list_markup": b"<html><body><table><tr><td>Ann</td></tr></table></body></html>",
    "list_binary": bytes(range(256)) * 8,
    "list_broken": archive({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<broken"}),
    "list_large": b"Ann,1\n" * (FILE_LIMIT // 6 + 1),
}
