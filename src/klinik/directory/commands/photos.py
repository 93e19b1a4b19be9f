"""The files of a photo: kept with its row, gone from the disk when nobody is to see it any more."""

from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from klinik.core.files import Photo
from klinik.core.writing import write
from klinik.directory.models.photos import Shown


def store(shown: Shown, photo: Photo) -> None:
    """Write both sizes; the row is saved by whoever calls."""
    write(shown.large, photo.large)
    write(shown.small, photo.small)
    shown.width, shown.height = photo.width, photo.height


def drop_files(shown: Shown) -> None:
    """Delete both sizes when the transaction ends well."""
    for file in (shown.large, shown.small):
        transaction.on_commit(partial(default_storage.delete, str(file.name)))
