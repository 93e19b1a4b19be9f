"""Text that people write in Markdown, as safe HTML or as plain blocks for paper."""

from typing import NamedTuple

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "h2",
    "h3", "h4",
}  # fmt: skip
LOWER = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
MARKDOWN = MarkdownIt("commonmark", {"html": False})


class Block(NamedTuple):
    """A heading, a paragraph or an item of a list, as plain text."""

    kind: str
    text: str


def drawn(body: str) -> SafeString:
    """Markdown as safe HTML; its headings stand one below the page's own, pictures are dropped."""
    tokens = MARKDOWN.parse(body)
    for token in tokens:
        token.tag = LOWER.get(token.tag, token.tag)
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308  nh3 cleaned it in the line above


def blocks(body: str) -> list[Block]:
    """Markdown as headings, paragraphs and items, without their marks."""
    found: list[Block] = []
    kind, depth = "text", 0
    for token in MARKDOWN.parse(body):
        if token.type == "heading_open":
            kind = "heading"
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type in {"inline", "fence", "code_block"}:
            inner = token.children or [token]
            text = "".join(
                " " if one.type in {"softbreak", "hardbreak"} else one.content
                for one in inner
                if one.type != "image"
            )
            found.append(Block("item" if depth and kind == "text" else kind, text))
            kind = "text"
    return found
