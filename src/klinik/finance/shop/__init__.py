"""Goods of a shop: what there is, what it costs, where it comes from, what was counted."""
