"""The file that a person takes away: a page to read, each topic as CSV and JSON, pictures."""

import io
import json
import zipfile
from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import timezone

from klinik.core.exports.delimited import write_csv
from klinik.people.models import User
from klinik.web.own.queries import Topic, shown

NAME = "data-saya.zip"


def archive_of(user: User, topics: Iterable[Topic]) -> bytes:
    """A ZIP with `isi.html`, `tabel/*.csv`, `data/*.json`, and pictures in `berkas/`."""
    content, topics = io.BytesIO(), list(topics)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("isi.html", _page(user, topics))
        for topic in topics:
            archive.writestr(f"tabel/{topic.name}.csv", _table(topic))
            archive.writestr(f"data/{topic.name}.json", _data(topic))
            for name, file in topic.files:
                archive.writestr(f"berkas/{name}", file)
    return content.getvalue()


def _page(user: User, topics: list[Topic]) -> str:
    parts = [(t, [[shown(cell) for cell in row] for row in t.rows]) for t in topics]
    today = timezone.localdate()
    return render_to_string("web/own_copy.html", {"who": user, "parts": parts, "today": today})


def _table(topic: Topic) -> bytes:
    file = io.BytesIO()
    write_csv([topic.heads, *topic.rows], file)
    return file.getvalue()


def _data(topic: Topic) -> str:
    rows = [dict(zip(topic.heads, row, strict=True)) for row in topic.rows]
    content = {"title": topic.title, "rows": rows}
    return json.dumps(content, ensure_ascii=False, indent=1, default=shown)
