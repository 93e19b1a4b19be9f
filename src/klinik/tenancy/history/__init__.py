"""What was changed of a pesantren, product, partner or koppontren, and by whom ("riwayat")."""
