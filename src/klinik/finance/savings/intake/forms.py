"""What is asked about a table of members."""

from typing import Any

from klinik.core.forms import RequestIdField
from klinik.core.imports.forms import FileForm


class MembersFileForm(FileForm):
    """The file, where it comes from, and the day on which the balances are booked."""

    request_id = RequestIdField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].required = False
        del self.fields["source"]
