"""The logo in the head of every page: drawn anew, square and small."""

import io

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from klinik.core.files import UnfitFile, clean_upload

SIDE = 128  # pixels


def clean_logo(upload: "File[bytes]") -> "ContentFile[bytes]":
    """A square JPEG on white of whatever picture was sent. Raises UnfitFile."""
    clean = clean_upload(upload)
    name = str(clean.name)
    if not name.endswith(".jpg"):
        raise UnfitFile(_("A logo is a picture: JPEG, PNG or WebP."))
    drawn = io.BytesIO()
    with Image.open(clean) as picture:
        square = ImageOps.pad(picture.convert("RGB"), (SIDE, SIDE), color="white")
        square.save(drawn, "JPEG", quality=85, optimize=True)
    return ContentFile(drawn.getvalue(), name=name)
