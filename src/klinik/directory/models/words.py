"""Words that the directory's own tables hold in two languages."""

from django.utils.translation import get_language


def told(indonesian: str, english: str) -> str:
    """A word of the directory's own tables in the reader's language, where it has that."""
    return english if english and (get_language() or "").startswith("en") else indonesian
