"""Where a fact comes from, as a link where it is an address."""

from urllib.parse import urlsplit

from django import template

register = template.Library()


@register.inclusion_tag("directory/_source.html")
def source(stated: str) -> dict[str, str]:
    """The source as it was stated, with its icon; see `source_link`."""
    return source_link(stated)


@register.inclusion_tag("directory/_source_link.html")
def source_link(stated: str) -> dict[str, str]:
    """The source as it was stated; an address becomes a link that shows its host."""
    is_address = stated.startswith(("https://", "http://"))
    try:
        host = urlsplit(stated).hostname if is_address else ""
    except ValueError:
        host = ""
    return {"stated": stated, "host": host or ""}
