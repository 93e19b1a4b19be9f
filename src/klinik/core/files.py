"""Files that people upload: evidence (pictures drawn anew, PDF as it is) and photos for a page."""

import io
import zipfile
from typing import IO, NamedTuple
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from klinik.core.errors import DomainError

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2400  # pixels; a receipt stays readable
PICTURES = ("JPEG", "PNG", "WEBP")
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")  # a scan and a print have none of them
PDF_ENDS_WITHIN = 1024  # bytes; what some programs write behind the end
PHOTO, SMALL_PHOTO = 1280, 480  # the longest side in pixels of a photo on a page, and in a list
TOO_MANY_PIXELS = _("This picture has too many pixels. Take a smaller one.")


class UnfitFile(DomainError):
    """The upload cannot be kept as evidence; the sentence says what can."""

    code = "unfit_file"


class Photo(NamedTuple):
    """A photo drawn anew in two sizes, as WebP; width and height are those of the large one."""

    large: "ContentFile[bytes]"
    small: "ContentFile[bytes]"
    width: int
    height: int


def clean_upload(upload: "File[bytes]") -> "ContentFile[bytes]":
    """Return what may be stored, under a new name: a JPEG without metadata, or the PDF.

    Raises UnfitFile for anything else, for more than 5 MB, for pictures that unpack to too much and
    for a PDF that is cut off, holds programs or other files, or is an archive as well.
    """
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnfitFile(_("This file is larger than 5 MB. Take a smaller picture."))
    if not content:
        raise UnfitFile(_("This file is empty."))
    if content.startswith(b"%PDF-"):
        _refuse_more_than_paper(content)
        return ContentFile(content, name=f"{uuid4().hex}.pdf")
    return ContentFile(_drawn_anew(content), name=f"{uuid4().hex}.jpg")


def clean_photo(upload: "File[bytes]") -> Photo:
    """What may be shown to everybody: only the pixels, upright, in two sizes. Raises UnfitFile."""
    clean = clean_upload(upload)
    if not str(clean.name).endswith(".jpg"):
        raise UnfitFile(_("Choose a photo: JPEG, PNG or WebP."))
    name = str(clean.name).removesuffix(".jpg")
    with Image.open(clean) as picture:
        large, width, height = _as_webp(picture, PHOTO)
        small, _width, _height = _as_webp(picture, SMALL_PHOTO)
    return Photo(
        ContentFile(large, name=f"{name}.webp"),
        ContentFile(small, name=f"{name}-small.webp"),
        width,
        height,
    )


def as_jpeg(photo: IO[bytes]) -> bytes:
    """One of our photos for messengers that read no WebP."""
    content = io.BytesIO()
    with Image.open(photo) as picture:
        picture.convert("RGB").save(content, "JPEG", quality=80, optimize=True)
    return content.getvalue()


def _as_webp(picture: Image.Image, side: int) -> tuple[bytes, int, int]:
    drawn, content = picture.copy(), io.BytesIO()
    drawn.thumbnail((side, side))
    drawn.save(content, "WEBP", quality=78, method=4)
    return content.getvalue(), drawn.width, drawn.height


def _refuse_more_than_paper(content: bytes) -> None:
    """A PDF cannot be drawn anew here, so it has to be a plain one, whole and nothing besides."""
    if b"%%EOF" not in content[-PDF_ENDS_WITHIN:]:
        raise UnfitFile(_("This PDF is cut off or damaged. Make it again and send that."))
    if zipfile.is_zipfile(io.BytesIO(content)) or any(mark in content for mark in ACTIVE):
        raise UnfitFile(
            _(
                "This PDF holds programs or other files. Print it to a new PDF, or take a picture "
                "of the paper, and send that."
            )
        )


def _drawn_anew(content: bytes) -> bytes:
    """Only pixels survive: no place, no camera, nothing hidden behind the picture."""
    try:
        with Image.open(io.BytesIO(content), formats=PICTURES) as picture:
            _refuse_bomb(picture)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except UnfitFile:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnfitFile(TOO_MANY_PIXELS) from None
    except Exception as broken:  # a damaged picture fails in the decoders in every way there is
        raise UnfitFile(
            _("This is no picture (JPEG, PNG, WebP) and no PDF, or it is damaged.")
        ) from broken
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    drawn = io.BytesIO()
    paper.save(drawn, "JPEG", quality=85, optimize=True)
    return drawn.getvalue()


def _refuse_bomb(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise UnfitFile(TOO_MANY_PIXELS)
