"""Evidence that people upload: what is kept of it, and what is refused."""

import io
import struct
import zlib

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from klinik.core.files import LONGEST_SIDE, MAX_BYTES, TOO_MANY_PIXELS, UnfitFile, clean_upload


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> bytes:
    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "rumah kiai di -7.1,112.4"
    exif[0x0112] = 6  # lies on its side
    Image.new(mode, size, 0).save(content, kind, exif=exif)
    return content.getvalue()


def upload(content: bytes, name: str = "bukti.jpg") -> "ContentFile[bytes]":
    return ContentFile(content, name=name)


def sentence(content: bytes) -> str:
    with pytest.raises(UnfitFile) as refusal:
        clean_upload(upload(content))
    return str(refusal.value.message)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")],
)
def test_a_picture_is_drawn_anew_upright_and_without_metadata(kind: str, mode: str) -> None:
    kept = clean_upload(upload(picture(kind, mode), "../../Bukti Saya.PNG"))
    content = kept.read()

    assert b"rumah" not in content
    with Image.open(io.BytesIO(content)) as drawn:
        assert (drawn.format, drawn.mode, drawn.size) == ("JPEG", "RGB", (40, 60))
        assert dict(drawn.getexif()) == {}
    assert kept.name is not None
    assert len(kept.name) == 36
    assert kept.name.endswith(".jpg")


def test_a_large_picture_is_made_smaller() -> None:
    kept = clean_upload(upload(picture("JPEG", "L", (6000, 3000))))

    with Image.open(io.BytesIO(kept.read())) as drawn:
        assert max(drawn.size) == LONGEST_SIDE


def test_what_hides_behind_a_picture_is_gone() -> None:
    kept = clean_upload(upload(picture("PNG") + b"<script>alert(1)</script>"))

    assert b"script" not in kept.read()


def test_a_pdf_is_kept_as_it_is_whatever_its_name() -> None:
    kept = clean_upload(upload(b"%PDF-1.7\nisi\n%%EOF", "bukti.exe"))

    assert kept.read() == b"%PDF-1.7\nisi\n%%EOF"
    assert str(kept.name).endswith(".pdf")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>%PDF-1.7",
        b"GIF89a" + b"\0" * 40,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        picture("JPEG", "RGB", (600, 400))[:400],
    ],
)
def test_anything_else_gets_a_sentence(content: bytes) -> None:
    assert sentence(content)


def test_more_than_five_megabytes() -> None:
    assert "5 MB" in sentence(b"%PDF-" + b"a" * MAX_BYTES)


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_a_small_file_of_very_many_pixels(side: int) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))

    assert sentence(bomb + chunk(b"IEND", b"")) == str(TOO_MANY_PIXELS)
