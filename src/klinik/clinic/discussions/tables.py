"""The list of topics as a table."""

from django.utils.translation import gettext_lazy as _

from klinik.clinic.discussions.models import Topic
from klinik.core.tables import Column, order_by

ORDER = order_by(
    {
        "topik": ("title", "id"),
        "aspek": ("aspect__order", "id"),
        "balasan": ("replies", "id"),
        "jawaban": ("answers", "id"),
        "dibuka": ("opened_at", "id"),
        "terakhir": ("last_at", "id"),
    }
)

TOPIC_COLUMNS: list[Column[Topic]] = [
    Column("topik", _("Topic"), lambda topic: topic.title, template="discussions/_title.html"),
    Column("aspek", _("Aspect"), lambda topic: str(topic.aspect)),
    Column("balasan", _("Replies"), lambda topic: topic.replies, is_number=True),
    Column(
        "jawaban",
        _("Accepted answers"),
        lambda topic: topic.answers,
        is_number=True,
        is_usual=False,
    ),
    Column("dibuka", _("Asked"), lambda topic: topic.opened_at, is_usual=False),
    Column("terakhir", _("Last post"), lambda topic: topic.last_at),
]
