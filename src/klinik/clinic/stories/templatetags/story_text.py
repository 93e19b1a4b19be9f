"""A story's text: Markdown without HTML, scripts or pictures from elsewhere."""

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()

TAGS = {
    "p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "h2",
    "h3", "h4",
}  # fmt: skip
LOWER = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
MARKDOWN = MarkdownIt("commonmark", {"html": False})


@register.filter
def story_text(body: str) -> SafeString:
    """Markdown as safe HTML; its headings stand one below the page's own, pictures are dropped."""
    tokens = MARKDOWN.parse(body)
    for token in tokens:
        token.tag = LOWER.get(token.tag, token.tag)
    drawn = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    clean = nh3.clean(
        drawn,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308  nh3 cleaned it in the line above
