"""A story's text, and what its address shows where it is shared."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from klinik.clinic.stories.models import Story
from klinik.core.prose import drawn
from klinik.directory.opened.schemas import address_of
from klinik.directory.sharing.structure import Structure, trail
from klinik.directory.templatetags.sharing import data_block

register = template.Library()


@register.filter
def story_text(body: str) -> SafeString:
    """Markdown as safe HTML; its headings stand one below the page's own, pictures are dropped."""
    return drawn(body)


@register.inclusion_tag("directory/_sharing.html", takes_context=True)
def story_sharing(context: dict[str, Any], story: Story) -> dict[str, Any]:
    """Canonical address, Open Graph with the story's photo or our own picture, structured data."""
    path = story.get_absolute_url()
    photo = story.pictures[-1] if story.pictures else None
    picture = address_of(f"{path}foto.jpg" if photo else f"{path}gambar.png")
    here = (story.title, path)
    return {
        "title": story.title,
        "about": story.summary,
        "url": address_of(path),
        "photo": photo,
        "picture": picture,
        "published": _moment(story.published_at),
        "changed": _moment(story.changed_at),
        "programme": context.get("programme"),
        "is_simulated": story.is_simulated,
        "structured": data_block(
            [_article(story, picture), trail([(_("Stories"), reverse("stories:list")), here])]
        ),
    }


def _article(story: Story, picture: str) -> Structure:
    return {
        "@type": "Article",
        "headline": story.title,
        "description": story.summary,
        "url": address_of(story.get_absolute_url()),
        "image": picture,
        "datePublished": _moment(story.published_at),
        "dateModified": _moment(story.changed_at),
        "about": {
            "@type": "Organization",
            "name": story.pesantren.name,
            "url": address_of(story.pesantren.get_absolute_url()),
        },
    } | ({"citation": story.source_url} if story.source_url else {})


def _moment(at: Any) -> str:
    return at.isoformat() if at else ""
