"""A case's number in an address."""


class CaseNumber:
    """K-2026-0001; anything else is no address of a case."""

    regex = r"K-[0-9]{4}-[0-9]{4,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
