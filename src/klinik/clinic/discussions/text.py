"""A post's Markdown as safe HTML: names of people, bare addresses, either direction of reading."""

import re
from collections.abc import Iterator, Mapping

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from klinik.clinic.discussions.rules import NAMED, with_names, without_names
from klinik.core.prose import LOWER, MARKDOWN, TAGS, blocks

BLOCKS = {"p", "li", "blockquote", "h2", "h3", "h4"}
SCHEMES = {"http", "https", "mailto"}
# What people paste; the sign behind an address that ends a sentence is not part of it.
BARE = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]", re.IGNORECASE)


def posted(body: str, names: Mapping[int, str]) -> SafeString:
    """The post as HTML: no scripts, no pictures, no styles; each block reads in its direction.

    Headings stand two below the page's own, for a post has a heading of its own.
    """
    tokens = MARKDOWN.parse(body)
    for token in tokens:
        token.tag = LOWER.get(LOWER.get(token.tag, token.tag), token.tag)
        if token.nesting == 1 and token.tag in BLOCKS:
            token.attrSet("dir", "auto")
        if token.children:
            token.children = list(_spelt_out(token.children, names))
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "*": {"dir"}},  # "*" takes the place of what nh3 lets through
        url_schemes=SCHEMES,
        link_rel="nofollow ugc noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308  nh3 cleaned it in the line above


def plain(body: str, names: Mapping[int, str], *, most: int) -> str:
    """The post as one line of at most `most` letters, without its marks."""
    text = without_names(with_names(body, names))
    line = " ".join(" ".join(block.text for block in blocks(text)).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _spelt_out(tokens: list[Token], names: Mapping[int, str]) -> Iterator[Token]:
    depth = 0  # inside a link nothing becomes another link
    for token in tokens:
        depth += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type != "text":
            yield token
        else:
            yield Token("html_inline", "", 0, content=_words(token.content, names, depth == 0))


def _words(text: str, names: Mapping[int, str], may_link: bool) -> str:
    """Text as HTML with names in bold and addresses as links; nh3 cleans it with all the rest."""
    if not may_link:
        return _named(text, names)
    html, end = "", 0
    for match in BARE.finditer(text):
        html += _named(text[end : match.start()], names)
        html += f'<a href="{escape(match[0])}">{escape(match[0])}</a>'
        end = match.end()
    return html + _named(text[end:], names)


def _named(text: str, names: Mapping[int, str]) -> str:
    html, end = "", 0
    for match in NAMED.finditer(text):
        name = names.get(int(match[1]))
        if name is not None:
            html += f"{escape(text[end : match.start()])}<strong>@{escape(name)}</strong>"
            end = match.end()
    return html + str(escape(text[end:]))
