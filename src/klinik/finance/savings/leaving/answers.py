"""The document of an heir as it is handed out, by the page and to programs."""

from django.http import FileResponse

from klinik.directory.downloads import download
from klinik.finance.savings.leaving.models import Departure


def heir_paper_file(departure: Departure) -> FileResponse:
    """The file, named after the member who died. Raises Http404 where it is lost."""
    return download(departure.heir_paper, f"ahli-waris-{departure.member.number}")
