"""Do shelf and books say the same? Added up again from every move, and what rooms above sold."""

from klinik.finance.ledger.checks import Check

# Of each good: how much came (above zero) or went, and what that was worth, all of one koppontren.
_moved = ["SELECT good_id, quantity, value FROM shop_move WHERE koppontren_id = %(k)s"]


def count_also(select: str) -> None:
    """Let a room above have counted what it moved; called once, as its app starts."""
    _moved.append(select)


STOCK = Check(
    """
    SELECT s.name, a.debits - a.credits, s.undetailed, coalesce(sum(g.value), 0)
      FROM shop_shop s
      JOIN ledger_account a ON a.koppontren_id = s.koppontren_id AND a.id = s.stock_id
      LEFT JOIN shop_good g ON g.koppontren_id = s.koppontren_id AND g.shop_id = s.id
     WHERE s.koppontren_id = %(k)s
     GROUP BY s.id, s.name, a.debits, a.credits, s.undetailed
    HAVING a.debits - a.credits <> s.undetailed + coalesce(sum(g.value), 0)
     ORDER BY s.id""",
    "shop {}: the books hold {} of stock, {} not known good by good and {} of goods",
)
GOODS = """
SELECT g.number, g.quantity, g.value, coalesce(m.quantity, 0), coalesce(m.value, 0)
  FROM shop_good g
  LEFT JOIN (SELECT good_id, sum(quantity) AS quantity, sum(value) AS value
               FROM ({moved}) u GROUP BY good_id) m ON m.good_id = g.id
 WHERE g.koppontren_id = %(k)s
   AND (g.quantity <> coalesce(m.quantity, 0) OR g.value <> coalesce(m.value, 0))
 ORDER BY g.number
"""


def checks() -> tuple[Check, ...]:
    """What of a shop has to add up: its stock with the ledger, its goods with their moves."""
    moved = " UNION ALL ".join(_moved)
    return (
        STOCK,
        Check(
            GOODS.replace("{moved}", moved),
            "good {}: {} thousandths worth {}, its moves and sales add up to {} worth {}",
        ),
    )
