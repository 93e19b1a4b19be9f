"""The secretariat's view: how far obstacles come, how long it takes, and where they wait."""
