"""Everything that changes who holds which cash, one idea per file."""
