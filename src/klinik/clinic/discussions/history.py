"""What is remembered of a post in a discussion, in words for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klinik.clinic.discussions.models import Post
from klinik.tenancy.history.words import Kind

KINDS: dict[type[models.Model], Kind] = {
    Post: Kind(
        _("Post in a discussion"),
        "",
        {
            "author": _("Written by"),
            "body": _("Text"),
            "edited_at": _("Edited"),
            "accepted_at": _("Accepted as an answer"),
            "accepted_by": _("Accepted by"),
            "hidden_at": _("Hidden"),
        },
    ),
}
