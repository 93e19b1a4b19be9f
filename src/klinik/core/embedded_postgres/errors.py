"""The one refusal of this package."""


class CannotRun(Exception):
    """PostgreSQL cannot be run here; the message says why and what to do instead."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The embedded PostgreSQL cannot run: {reason} "
            "Set DATABASE_URL and DATABASE_OWNER_URL to use a server of your own."
        )
