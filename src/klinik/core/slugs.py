"""Words that stand at fixed places in addresses: no row may be called like one."""

# /pesantren/verifikasi/ is a page, so no pesantren has that slug. One list for all rooms: a word
# that is free here today may be a page there tomorrow. tests/core/test_slugs.py reads them all.
FIXED_WORDS = frozenset(
    {
        "baru",
        "ceritakan",
        "foto",
        "gabung",
        "impor",
        "laporan",
        "mirip",
        "naskah",
        "pesantren",
        "rekomendasi",
        "ringkasan",
        "tugas",
        "tulis",
        "verifikasi",
    }
)
