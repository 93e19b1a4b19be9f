"""Bringing in a table of somebody's own: read, mapped, shown beforehand, saved row by whole row.

A kind of import names its columns (`Column`) and knows how to plan and save its rows (`Work`);
everything else is here: which heading is which column (remembered by the headings), the preview,
the run with its bar, and the rows that could not be saved, back as Excel with the reason.
"""

from klinik.core.imports.rules import Column, Outcome, Result

__all__ = ["Column", "Outcome", "Result"]
