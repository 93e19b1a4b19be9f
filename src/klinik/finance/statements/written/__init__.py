"""Buku besar and jurnal: what was written in some days, line by line, however long it is."""
