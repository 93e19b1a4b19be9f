"""The float: what is held for santri, and what backs it."""
