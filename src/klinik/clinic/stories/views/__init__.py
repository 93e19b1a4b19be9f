"""Pages of the stories: those that everybody reads, and those of who writes and looks at them."""

from klinik.clinic.stories.views.reviewing import agree, draft, give_back, publish, send, withdraw
from klinik.clinic.stories.views.showing import (
    of_pesantren,
    photo,
    picture,
    shared_picture,
    story,
    story_list,
)
from klinik.clinic.stories.views.writing import drafts, rewrite, tell_story, write

__all__ = [
    "agree",
    "draft",
    "drafts",
    "give_back",
    "of_pesantren",
    "photo",
    "picture",
    "publish",
    "rewrite",
    "send",
    "shared_picture",
    "story",
    "story_list",
    "tell_story",
    "withdraw",
    "write",
]
