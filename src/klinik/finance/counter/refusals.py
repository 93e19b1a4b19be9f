"""What collecting says no to, with what to do instead; pure."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class NothingCollected(DomainError):
    """At least one amount makes a collection."""

    code = "nothing_collected"

    def __init__(self) -> None:
        super().__init__(_("Type an amount for at least one member."))


class NotCollectedInGroups(DomainError):
    """What is paid once, or has its own day, is for the counter."""

    code = "not_collected_in_groups"

    def __init__(self, product: str) -> None:
        sentence = _("%(product)s is not collected from groups. Take it at the counter.")
        super().__init__(sentence % {"product": product})


class RowsRefused(DomainError):
    """One bad row and none is saved: what was collected and what is booked stay the same."""

    code = "rows_refused"

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        self.rows = rows
        said = "; ".join(f"{name}: {why}" for name, why in rows[:5])
        super().__init__(_("Nothing was saved. %(rows)s") % {"rows": said})


class CollectionReused(DomainError):
    """The same request again, with other amounts."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open the form anew and try again.")
        )


class GroupReused(DomainError):
    """The same request again, with another name."""

    code = "request_reused"

    def __init__(self, name: str) -> None:
        sentence = _(
            "This form was already sent with other content (group %(name)s). "
            "Open the form anew and try again."
        )
        super().__init__(sentence % {"name": name})


class GroupNameTaken(DomainError):
    """Two groups of one name would be mistaken for each other."""

    code = "group_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(_("There is already a group called %(name)s.") % {"name": name})
