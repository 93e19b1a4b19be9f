"""Lists as tables: sorted, with the columns one chooses, page by page, and to take away."""

from klinik.core.tables.answers import render_table
from klinik.core.tables.columns import Column
from klinik.core.tables.table import Table, order_by

__all__ = ["Column", "Table", "order_by", "render_table"]
