"""Everything that changes a shop, one function per event."""

from klinik.finance.shop.commands.goods import (
    add_barcode,
    add_good,
    bring_back,
    change_good,
    drop_barcode,
    end_good,
    keep_photo,
    set_price,
)
from klinik.finance.shop.commands.moving import move_goods
from klinik.finance.shop.commands.opening import add_stocked_good, open_shop, put_on_shelf

__all__ = [
    "add_barcode",
    "add_good",
    "add_stocked_good",
    "bring_back",
    "change_good",
    "drop_barcode",
    "end_good",
    "keep_photo",
    "move_goods",
    "open_shop",
    "put_on_shelf",
    "set_price",
]
