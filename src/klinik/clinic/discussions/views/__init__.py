"""Pages of the discussions."""

from klinik.clinic.discussions.views.keeping_order import flag, flags, hide, leave, lock, publish
from klinik.clinic.discussions.views.listing import similar, summary, topic_list
from klinik.clinic.discussions.views.topic import file, topic
from klinik.clinic.discussions.views.versions import versions
from klinik.clinic.discussions.views.writing import accept, answer, edit, follow, new

__all__ = [
    "accept",
    "answer",
    "edit",
    "file",
    "flag",
    "flags",
    "follow",
    "hide",
    "leave",
    "lock",
    "new",
    "publish",
    "similar",
    "summary",
    "topic",
    "topic_list",
    "versions",
]
