"""The pages of the statements."""

from klinik.finance.statements.views.board import summary
from klinik.finance.statements.views.package import whole_year
from klinik.finance.statements.views.statements import statement

__all__ = ["statement", "summary", "whole_year"]
