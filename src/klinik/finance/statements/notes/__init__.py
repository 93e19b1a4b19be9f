"""Catatan atas laporan keuangan: words of the koppontren's own, with numbers from its books."""
