"""Files that are two things at once, unpack to too much, or are not what they are called."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from PIL import Image

from klinik.core.files import TOO_MANY_PIXELS, UnfitFile, clean_upload
from klinik.core.spreadsheets import SENTENCES, UnreadableTable, read_table
from tests.workbooks import workbook

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
NO_PICTURE = "This is no picture (JPEG, PNG, WebP) and no PDF, or it is damaged."
HOLDS_MORE = (
    "This PDF holds programs or other files. Print it to a new PDF, or take a picture of the "
    "paper, and send that."
)
CUT_OFF = "This PDF is cut off or damaged. Make it again and send that."


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def picture(
    kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (60, 40), **options: Any
) -> bytes:
    content = io.BytesIO()
    Image.new(mode, size).save(content, kind, **options)
    return content.getvalue()


def archive(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in members.items():
            packed.writestr(name, body)
    return content.getvalue()


def kept(content: bytes, name: str = "bukti.jpg") -> bytes:
    stored: bytes = clean_upload(ContentFile(content, name=name)).read()
    return stored


def refused(content: bytes, name: str = "bukti.jpg") -> str:
    with pytest.raises(UnfitFile) as refusal:
        clean_upload(ContentFile(content, name=name))
    return str(refusal.value.message)


def unread(content: bytes, name: str = "tabel.xlsx") -> str:
    with pytest.raises(UnreadableTable) as refusal:
        read_table(ContentFile(content, name=name), needs=["kode", "nama"])
    return str(refusal.value.message)


@pytest.mark.parametrize(
    "tail", [archive(jahat=b"x" * 100), SCRIPT, b"%PDF-1.7 %%EOF"], ids=["zip", "html", "pdf"]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_hung_behind_a_picture_stays_outside(kind: str, tail: bytes) -> None:
    content = kept(picture(kind) + tail)

    assert content.startswith(b"\xff\xd8\xff")
    assert not zipfile.is_zipfile(io.BytesIO(content))
    assert b"script" not in content
    assert b"%PDF" not in content


def test_what_is_written_into_a_picture_stays_outside() -> None:
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    content = kept(picture("JPEG", exif=exif, comment=SCRIPT))

    assert b"script" not in content
    with Image.open(io.BytesIO(content)) as drawn:
        assert (dict(drawn.getexif()), drawn.info.get("comment")) == ({}, None)


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//",
        picture("GIF"),
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        SCRIPT,
        SCRIPT + PDF,
        b"\n" + PDF,
        archive(a=b"b"),
        b"MZ" + bytes(200),
        picture("TIFF"),
        picture("BMP"),
        random.Random(3).randbytes(4000),
    ],
    ids=["gif+js", "gif", "svg", "html", "html+pdf", "late", "zip", "exe", "tiff", "bmp", "noise"],
)
@pytest.mark.parametrize("name", ["foto.png", "surat.pdf"])
def test_by_what_it_holds_not_by_its_name(content: bytes, name: str) -> None:
    assert refused(content, name) == NO_PICTURE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture(kind: str) -> None:
    noise = Image.frombytes("RGB", (300, 300), random.Random(1).randbytes(270_000))
    content = io.BytesIO()
    noise.save(content, kind)

    assert refused(content.getvalue()[: len(content.getvalue()) // 2]) == NO_PICTURE


def test_a_pdf_cut_off() -> None:
    assert refused(PDF[:-10]) == CUT_OFF
    assert refused(PDF + b"\0" * 2000) == CUT_OFF


@pytest.mark.parametrize(
    "content",
    [
        PDF[:-6] + archive(jahat=b"x" * 90) + b"%%EOF",
        PDF + archive(jahat=b"x" * 90),
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/Launch/F(cmd.exe)>>"),
        PDF.replace(b"/Catalog", b"/Catalog/Names<</EmbeddedFiles 2 0 R>>"),
    ],
    ids=["zip inside", "zip behind", "javascript", "launch", "attachment"],
)
def test_a_pdf_that_is_more_than_paper(content: bytes) -> None:
    assert refused(content, "surat.pdf") == HOLDS_MORE


def test_a_plain_pdf_is_kept() -> None:
    assert kept(PDF, "surat.pdf") == PDF


@pytest.mark.parametrize("size", [(1, 60_000), (60_000, 1), (1, 1), (65_535, 10)])
def test_odd_shapes_become_pictures_that_can_be_shown(size: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(kept(picture("PNG", "L", size)))) as drawn:
        assert max(drawn.size) <= 2400


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_pictures_of_printers_are_understood(mode: str) -> None:
    assert kept(picture("JPEG", mode)).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("size", [(9_000, 9_000), (65_000, 1_000)])
def test_few_bytes_and_very_many_pixels(size: tuple[int, int]) -> None:
    content = picture("PNG", "1", size, optimize=True)

    assert len(content) < 100_000
    assert refused(content) == str(TOO_MANY_PIXELS)


def test_words_that_unpack_to_gigabytes_inside_a_picture() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return b"".join((len(data).to_bytes(4), kind, data, zlib.crc32(kind + data).to_bytes(4)))

    plain = picture("PNG")
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b" " * 80_000_000, 9))
    content = plain[:33] + bomb + plain[33:]

    assert len(content) < 100_000
    assert refused(content) == NO_PICTURE


def entities(levels: int = 9) -> bytes:
    lines = ['<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels + 1)]
    return ("<!DOCTYPE sst [" + "".join(lines) + "]>").encode()


def with_parts(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with its parts changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for member in old.infolist():
            new.writestr(member.filename, change(member.filename, old.read(member)))
    return changed.getvalue()


TABLE: list[list[object]] = [["kode", "nama"], ["1", "Kas"]]


def test_entities_that_multiply_are_not_unfolded() -> None:
    def bomb(name: str, body: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return body
        return body.replace(b"<sst", entities() + b"<sst").replace(b"Kas", b"&a9;")

    assert unread(with_parts(workbook(TABLE), bomb)) == str(SENTENCES["broken"])


def test_entities_that_fetch_files_fetch_nothing() -> None:
    def theft(name: str, body: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return body
        outside = b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        return body.replace(b"<sst", outside + b"<sst").replace(b"Kas", b"&x;")

    assert unread(with_parts(workbook(TABLE), theft)) == str(SENTENCES["broken"])


@pytest.mark.parametrize(
    "content",
    [PDF, picture("PNG"), picture("JPEG"), SCRIPT, b"  \n<table></table>", b"{\\rtf1 kode nama}"],
    ids=["pdf", "png", "jpeg", "html", "table", "rtf"],
)
def test_something_else_called_a_table(content: bytes) -> None:
    assert unread(content) == str(SENTENCES["broken"])


def test_a_letter_of_word_or_any_archive_is_no_table() -> None:
    word = archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})

    assert unread(word) == str(SENTENCES["broken"])
    assert unread(archive(a=b"kode,nama")) == str(SENTENCES["broken"])


def test_an_archive_within_an_archive_is_not_unfolded() -> None:
    inner = archive(bom=b"\0" * 60_000_000)
    members = {f"xl/{number}.zip": inner for number in range(100)}

    assert unread(archive(**members)) == str(SENTENCES["broken"])


def test_an_archive_that_lies_about_its_size() -> None:
    content = archive(**{"xl/workbook.xml": b" " * 90_000_000})
    honest = (90_000_000).to_bytes(4, "little")
    assert content.count(honest) == 2

    assert unread(content.replace(honest, (100).to_bytes(4, "little"))) in {
        str(SENTENCES["broken"]),
        str(SENTENCES["large"]),
    }


def test_a_table_that_is_a_picture_too() -> None:
    assert unread(picture("JPEG") + workbook(TABLE)) == str(SENTENCES["broken"])
