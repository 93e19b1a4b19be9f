"""Files that are written with rows: where the rows are taken back, no file stays behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.files.base import File
from django.db.models.fields.files import FieldFile

WRITTEN: ContextVar[list[FieldFile] | None] = ContextVar("written", default=None)


@contextmanager
def files_with_rows() -> Iterator[None]:
    """Delete what `write` wrote meanwhile where this fails; stands outside the transaction."""
    written: list[FieldFile] = []
    before = WRITTEN.set(written)
    try:
        yield
    except BaseException:
        for file in written:
            file.storage.delete(str(file.name))
        raise
    finally:
        WRITTEN.reset(before)


def write(field: FieldFile, content: "File[bytes]") -> None:
    """Store a file for a row that is saved next."""
    field.save(str(content.name), content, save=False)
    written = WRITTEN.get()
    if written is not None:
        written.append(field)
