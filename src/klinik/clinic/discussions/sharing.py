"""A topic passed on: the words of a message, and what search engines read of a public one."""

import json
from typing import Any, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from klinik.clinic.discussions.models import Post, Topic
from klinik.clinic.discussions.text import plain
from klinik.core.phones import whatsapp_link
from klinik.directory.opened.schemas import address_of

ABOUT = 200  # letters
# A browser never runs a block of data; but no text in it may end the block.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


class Shared(NamedTuple):
    """What a page says of itself to whoever is shown its address."""

    url: str
    about: str
    words: str
    whatsapp: str
    structured: SafeString


def shared(topic: Topic, question: Post | None, answers: list[Post]) -> Shared:
    """The first accepted answer, else the question, names left out."""
    url = address_of(topic.get_absolute_url())
    told = answers[0] if answers else question
    about = plain(told.body, {}, most=ABOUT) if told else ""
    words = "\n".join(part for part in (f"*{topic.title}*", about, url) if part)
    structured = _structured(topic, question, answers, url) if topic.is_public else SafeString("")
    return Shared(url, about, words, whatsapp_link("", words), structured)


def _structured(topic: Topic, question: Post | None, answers: list[Post], url: str) -> SafeString:
    entity: dict[str, Any] = {
        "@type": "Question",
        "name": topic.title,
        "text": plain(question.body, {}, most=1000) if question else topic.title,
        "answerCount": topic.replies,
        "dateCreated": topic.opened_at.isoformat(),
    }
    if answers:
        entity["acceptedAnswer"] = [
            {
                "@type": "Answer",
                "text": plain(post.body, {}, most=1000),
                "dateCreated": post.at.isoformat(),
                "url": f"{url}#p{post.number}",
            }
            for post in answers
        ]
    graph = {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": entity}
    text = json.dumps(graph, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
