"""The pages of the statements."""

from klinik.finance.statements.views.statements import statement

__all__ = ["statement"]
