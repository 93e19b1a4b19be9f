"""What pages and programs are handed of a member as a file."""

from django.http import FileResponse, Http404

from klinik.directory.downloads import download
from klinik.finance.members.models import Member


def photo_file(member: Member) -> FileResponse:
    """The photo, shown in place: it was drawn by us. Raises Http404 without one."""
    if not member.photo:
        raise Http404
    response = download(member.photo, member.number)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, max-age=300"
    return response
