"""What belongs to a pesantren, in words, by the name of its table.

tests/tenancy/test_merging_pages.py wants each table named or hidden.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BELONGINGS: dict[str, Promise | str] = {
    "tenancy_koppontren": _("Cooperative"),
    "cases_case": _("Cases"),
    "cases_follower": _("Cases that it has too"),
    "directory_product": _("Products with their papers and photos"),
    "directory_reading": _("Figures"),
    "stories_story": _("Stories"),
    "panels_registration": _("Registrations for panel sessions"),
    "panels_attendancemark": _("Attendance of panel sessions"),
    "panels_agendaitem": _("Points on agendas"),
    "panels_roomevent": _("What was said and asked in live rooms"),
    "panels_recommendation": _("Recommendations of panels"),
    "tenancy_membership": _("Roles"),
    "tenancy_invitation": _("Invitations"),
    "directory_contactperson": _("Contact person"),
    "directory_cover": _("Photo on top of the page"),
    "directory_factcheck": _("Checks and questions of offices"),
    "tenancy_proposal": _("Proposals for a cooperative"),
    "directory_merger": _("Records merged earlier"),
}
HIDDEN = {"directory_searchentry", "directory_nottwins"}
