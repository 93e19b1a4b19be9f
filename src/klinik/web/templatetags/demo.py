"""The demonstration's sign-ins, for the sign-in page."""

from django import template
from django.conf import settings

from klinik.web.demo import SIGN_INS, SignIn

register = template.Library()


@register.simple_tag
def demo_sign_ins() -> tuple[SignIn, ...]:
    """Everyone a visitor may sign in as; nobody outside demonstration mode."""
    return SIGN_INS if settings.DEMO else ()
