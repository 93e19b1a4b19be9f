"""A story's text: Markdown without HTML, scripts or pictures from elsewhere."""

from django import template
from django.utils.safestring import SafeString

from klinik.core.prose import drawn

register = template.Library()


@register.filter
def story_text(body: str) -> SafeString:
    """Markdown as safe HTML; its headings stand one below the page's own, pictures are dropped."""
    return drawn(body)
