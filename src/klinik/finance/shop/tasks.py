"""Work of the shop that takes its time."""

from klinik.core.imports.commands import carry_out
from klinik.core.jobs import Ended, Progress, followed
from klinik.finance.shop.intake.commands import GoodsWork


@followed
def import_goods(progress: Progress, *, number: str) -> Ended:
    """Save the goods of a table, with what is there of them."""
    return carry_out(progress, number, url_name="shop:intake_file", prepare=GoodsWork)
