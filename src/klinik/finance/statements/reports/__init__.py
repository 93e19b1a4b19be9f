"""The statements as people read them: one layout for page, paper, Excel and CSV."""

from klinik.finance.statements.reports.layout import Column, Part, Report, Row
from klinik.finance.statements.reports.makers import REPORTS, Made, make

__all__ = ["REPORTS", "Column", "Made", "Part", "Report", "Row", "make"]
