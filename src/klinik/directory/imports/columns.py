"""What a table of pesantren can hold, by the headings under which people write it."""

from django.utils.translation import gettext_lazy as _

from klinik.core.imports import Column

EXAMPLE_MARK = "contoh (simulasi)"
COLUMNS = (
    Column(
        "name", _("Name of the pesantren"),
        ("nama", "nama ponpes", "nama pondok pesantren", "nama pesantren", "nama pontren",
         "pesantren", "ponpes", "pondok pesantren", "nama lembaga", "lembaga", "name"),
        _("As the pesantren writes it itself."), "Pesantren Al-Hikmah", is_needed=True,
    ),
    Column(
        "nspp", _("NSPP"),
        ("nomor statistik", "nomor statistik pondok pesantren", "no statistik", "nsp", "no nspp",
         "nomor nspp", "statistic number"),
        _("12 digits. With it a pesantren is known again even under another name."),
        "510035240001", is_number=True,
    ),
    Column(
        "region", _("Kabupaten/kota"),
        ("kabupaten", "kota", "kab", "kab kota", "kabupaten kota", "kabkota", "kabupaten atau kota",
         "daerah", "wilayah", "regency", "city", "region", "kode wilayah", "kode bps"),
        _("With the word kabupaten or kota where both bear the name, or the BPS code."),
        "Kabupaten Lamongan", is_needed=True,
    ),
    Column("district", _("District"), ("kecamatan", "kec"), "", "Deket"),
    Column("village", _("Village"), ("desa", "kelurahan", "desa kelurahan", "kel")),
    Column("address", _("Address"), ("alamat", "alamat lengkap", "jalan"), "", "Jl. Contoh 1"),
    Column("postcode", _("Postcode"), ("kode pos", "kodepos", "zip"), is_number=True),
    Column("latitude", _("Latitude"), ("lintang", "lat"), _("In degrees, for example -7,12.")),
    Column("longitude", _("Longitude"), ("bujur", "lon", "lng", "long")),
    Column(
        "santri", _("Santri"),
        ("jumlah santri", "banyak santri", "santri", "total santri", "students"), "", "640",
    ),
    Column(
        "cohort_year", _("Cohort"),
        ("angkatan", "tahun angkatan", "tahun opop", "tahun bergabung", "tahun masuk", "tahun",
         "year", "batch"),
        _("The year of joining the programme."), "2021",
    ),
    Column(
        "pillars", _("Pillars"), ("pilar",),
        _("santripreneur, pesantrenpreneur, sosiopreneur; several with a comma between them."),
    ),
    Column("phone", _("Telephone"), ("telepon", "telp", "no telp", "no telepon", "phone"),
           _("The public number of the pesantren."), is_number=True),
    Column("email", _("E-mail"), ("surel", "email", "e mail", "alamat email")),
    Column("website", _("Website"), ("situs", "situs web", "web")),
    Column("instagram", _("Instagram"), ("ig", "akun instagram")),
    Column(
        "marketplaces", _("Online shops"),
        ("toko daring", "toko online", "marketplace", "lokapasar"),
        _("Addresses that begin with https://, with a comma between them."),
    ),
    Column(
        "contact_name", _("Contact person"),
        ("narahubung", "nama narahubung", "kontak", "nama kontak", "penanggung jawab", "pic", "cp"),
        _("Only the offices and the pesantren itself see this."),
    ),
    Column(
        "contact_phone", _("Telephone of the contact person"),
        ("hp narahubung", "no hp", "nomor hp", "hp", "whatsapp", "wa", "no wa", "nomor wa"),
        is_number=True,
    ),
    Column(
        "source", _("Source"), ("sumber", "sumber data"),
        _("Where this row comes from, if not from where all of the file does."),
    ),
    Column(
        "product", _("Product"), ("produk", "nama produk", "produk unggulan", "product name"),
        _("Several products: one row for each, with the pesantren repeated."), "Kopi bubuk",
    ),
    Column(
        "sector", _("Sector"),
        ("bidang usaha", "sektor", "jenis usaha", "sektor usaha", "bidang"),
        _("makanan, minuman, pertanian, fashion …; needed with a product."), "minuman",
    ),
    Column("category", _("Kind of product"), ("jenis produk", "kategori", "jenis"), "", "kopi"),
    Column("price", _("Price"), ("harga", "harga jual"), _("In whole rupiah."), "45.000"),
    Column("price_unit", _("What one price buys"), ("satuan harga", "per", "kemasan"), "", "250 g"),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
# Invented; in CSV they stand below the heading, and whoever leaves them is told.
EXAMPLES = (
    {column.name: column.example for column in COLUMNS}
    | {"name": "Contoh (simulasi) Pesantren Al-Hikmah"},
    {
        "name": "Contoh (simulasi) Pesantren An-Nur",
        "region": "Kota Malang",
        "santri": "410",
        "cohort_year": "2020",
    },
)
