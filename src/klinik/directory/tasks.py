"""Work of the directory that takes its time."""

from klinik.core.imports.commands import carry_out
from klinik.core.jobs import Ended, Progress, followed
from klinik.directory.imports.commands import PesantrenWork


@followed
def import_pesantren(progress: Progress, *, number: str) -> Ended:
    """Save the pesantren of a table."""
    return carry_out(progress, number, url_name="tenancy:import_file", prepare=PesantrenWork)
