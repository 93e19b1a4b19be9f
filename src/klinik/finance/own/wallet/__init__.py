"""The wallet on the own page: what a child buys, within which limits, and the card blocked."""
