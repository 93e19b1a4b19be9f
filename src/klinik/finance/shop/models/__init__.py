"""A shop of the cooperative: its goods, where they come from, and every change of its stock.

Money is the ledger's: each shop has accounts of one unit. How much of a good there is and what it
is worth changes by functions of the database alone (`sql/moves.sql`, and the sales above).
"""

from klinik.finance.shop.models.buying import (
    Payment,
    Purchase,
    PurchaseLine,
    PurchaseReturn,
    ReturnLine,
    Settlement,
)
from klinik.finance.shop.models.counting import CountLine, Stage, StockCount
from klinik.finance.shop.models.goods import Barcode, Good
from klinik.finance.shop.models.moves import Move, MoveKind
from klinik.finance.shop.models.partners import Consignor, Supplier
from klinik.finance.shop.models.shop import Shop

__all__ = [
    "Barcode",
    "Consignor",
    "CountLine",
    "Good",
    "Move",
    "MoveKind",
    "Payment",
    "Purchase",
    "PurchaseLine",
    "PurchaseReturn",
    "ReturnLine",
    "Settlement",
    "Shop",
    "Stage",
    "StockCount",
    "Supplier",
]
