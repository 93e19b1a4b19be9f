"""Writing a story, agreeing to it, looking at it, and showing it to everybody."""

from klinik.clinic.stories.commands.reviewing import (
    agree_to_text,
    publish_story,
    return_story,
    send_story,
    withdraw_story,
)
from klinik.clinic.stories.commands.writing import (
    Citation,
    NewPicture,
    Telling,
    begin_story,
    begin_story_of_case,
    rewrite_story,
)

__all__ = [
    "Citation",
    "NewPicture",
    "Telling",
    "agree_to_text",
    "begin_story",
    "begin_story_of_case",
    "publish_story",
    "return_story",
    "rewrite_story",
    "send_story",
    "withdraw_story",
]
