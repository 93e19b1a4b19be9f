"""What was changed outside the ledger, kept by triggers of the database and shown as "riwayat".

@remembered("request_id")
class Product(models.Model): ...

Every insert, update and delete of a row, by whatever door, leaves a copy in an event table that
the application can neither change nor empty. A migration adds the wall: `KeepHistory`.
"""

from klinik.core.history.tracking import acting, remembered

__all__ = ["acting", "remembered"]
