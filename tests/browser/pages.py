"""Every page there is, with somebody who may see it; `test_the_list_is_complete` keeps it so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.settle import STORYTELLER

MANAGER = "manajer@al-hikmah.example"
TELLER = "teller@al-hikmah.example"
COLLECTOR = "penagih@al-hikmah.example"
BOOKKEEPER = "pembukuan@al-hikmah.example"
SUPERVISOR = "pengawas@al-hikmah.example"
BOARD = "pengurus@al-hikmah.example"
GUARDIAN = "wali@al-hikmah.example"
NEIGHBOUR = "manajer@an-nur.example"
ASSISTANT = "pendamping@darul-falah.example"
OFFICER = "petugas@pembiayaan.example"
MODERATOR = "petugas@kelembagaan.example"
REGENCY = "petugas@lamongan.example"
SECRETARIAT = "sekretariat@opop.example"
KEEPER = "mitra@universitas.example"
PARTNER = "/mitra/universitas-contoh/"
OFFER = PARTNER + r"tawaran/\d+/"
TWINS = r"/kembar/[-\w]+/[-\w]+/"
PAPERS = "/pesantren/al-hikmah/surat/"
FOUND = "/pesantren/darul-falah/koppontren/baru/"
SAFETY = "/akun-saya/keamanan/"
PHONE = "for a shared phone that was enrolled: see test_devices.py"
STEPS = "for whoever has a second step: see test_second_factor.py"
HOME = "/koppontren/al-hikmah/"


@dataclass(frozen=True)
class Seen:
    """A page as somebody sees it.

    `follow` are patterns of links to follow, one after another: numbers are not known here.
    `status` is what the server answers; `refused` means that its form is sent empty first.
    """

    route: str
    at: str
    who: str | None = None
    follow: tuple[str, ...] = ()
    status: int = 200
    refused: bool = False

    def __str__(self) -> str:
        person = self.who.split("@")[0] if self.who else "public"
        sign = "-refused" if self.refused else f"-{self.status}" * (self.status != 200)
        route = self.route.replace(":", ".") or "none"
        return f"{person}-{route}-{self.at}{sign}"


public = partial(Seen, who=None)
manager = partial(Seen, who=MANAGER)
teller = partial(Seen, who=TELLER)
bookkeeper = partial(Seen, who=BOOKKEEPER)
officer = partial(Seen, who=OFFICER)
teller_of_stories = partial(Seen, who=STORYTELLER)

CASE = r"/kasus/K-[^/]+/"
TOPIC = r"/diskusi/[-\w]+-[0-9a-f]{6}/"
TELL = r"/kisah/ceritakan/K-[^/]+/"
ANY_SESSION = r"/sesi/[-\w]+/"
FIRST_SESSION = r"/sesi/sesi-pertama-[-\w]+/"
REPLAYED_SESSION = r"/sesi/putar-ulang-[-\w]+/"
HELD_SESSION = r"/sesi/keuangan-koperasi-[-\w]+/"
LIVE_SESSION = r"/sesi/tanya-jawab-[-\w]+/"
COMING_SESSION = r"/sesi/menjual-ke-luar-[-\w]+/"
RECOMMENDATION = ANY_SESSION + r"rekomendasi/[-0-9a-f]{36}/"
MEMBER = HOME + r"anggota/A-\d+/"
OPEN = MEMBER + "simpanan/baru/"
SAVINGS = HOME + r"simpanan/S-\d+/"
ENTRY = HOME + r"jurnal/\d+/"
BANK_MUTATION = HOME + r"bank/1212/mutasi/[-0-9a-f]{36}/"
BANK_FILE = HOME + r"bank/1212/berkas/[-0-9a-f]{36}/"
DELIVERY = HOME + r"kas/kiriman/[0-9a-f-]{36}/"
GROUP = HOME + r"loket/kelompok/\d+/"
HELD_BACK = HOME + r"loket/menunggu/[0-9a-f-]{36}/"
COLLECTION = HOME + r"loket/kumpulan/[0-9a-f-]{36}/"
DRAFT = HOME + r"persetujuan/[0-9a-f-]{36}/"

PAGES = [
    public("web:home", "/"),
    manager("web:home", "/"),
    officer("web:home", "/"),
    public("web:style_guide", "/gaya/"),
    public("web:offline", "/luring/"),
    public("web:search", "/cari/?q=lamongan"),
    public("web:search", "/cari/?q=tidak-ada-yang-bernama-begini"),
    manager("web:search", "/cari/?q=1"),
    public("account_login", "/masuk/"),
    public("account_login", "/masuk/", refused=True),
    manager("account_logout", "/keluar/"),
    public("account_inactive", "/nonaktif/"),
    manager("account_change_password", "/sandi/ubah/"),
    manager("account_change_password", "/sandi/ubah/", refused=True),
    manager("people:account", "/akun-saya/"),
    manager("web:own_data", "/akun-saya/data/"),
    manager("web:own_erasure", "/akun-saya/hapus/"),
    manager("web:own_erasure", "/akun-saya/hapus/", refused=True),
    manager("mfa_index", SAFETY),
    manager("account_reauthenticate", "/akun-saya/pastikan/"),
    manager("account_reauthenticate", "/akun-saya/pastikan/", refused=True),
    manager("mfa_activate_totp", SAFETY + "aplikasi/"),
    manager("mfa_activate_totp", SAFETY + "aplikasi/", refused=True),
    manager("mfa_add_webauthn", SAFETY + "kunci/baru/"),
    manager("people:own_name", "/akun-saya/nama/"),
    manager("people:own_name", "/akun-saya/nama/", refused=True),
    manager("people:own_email", "/akun-saya/email/"),
    manager("people:own_number", "/akun-saya/nomor/"),
    manager("people:confirm_email", "/akun-saya/email/tidak-berlaku/", status=410),
    manager("people:inbox", "/kotak-masuk/"),
    manager("people:inbox", "/kotak-masuk/?tampil=belum"),
    manager("people:preferences", "/akun-saya/pemberitahuan/"),
    public("account_reset_password", "/sandi/lupa/"),
    public("account_reset_password", "/sandi/lupa/", refused=True),
    public("account_reset_password_done", "/sandi/lupa/terkirim/"),
    public("account_reset_password_from_key", "/sandi/baru/1-tidak-berlaku/"),
    public("account_reset_password_from_key_done", "/sandi/baru/tersimpan/"),
    # The directory and what it rests on.
    public("directory:pesantren_list", "/pesantren/"),
    public("directory:pesantren_list", "/pesantren/?q=tidak-ada-yang-bernama-begini"),
    public("directory:pesantren_list", "/pesantren/?q=kopi&region=3509&papers=halal"),
    public("directory:product_list", "/produk/?sector=minuman"),
    public("directory:product_list", "/produk/?q=tidak-ada-yang-bernama-begini"),
    public("directory:pesantren", "/pesantren/al-hikmah/"),
    public("directory:pesantren", "/pesantren/darul-falah/"),
    manager("directory:pesantren", "/pesantren/al-hikmah/"),
    public("directory:product", "/pesantren/al-hikmah/", follow=(r"/produk/\d+/",)),
    manager("tenancy:describe", "/pesantren/al-hikmah/ubah/"),
    officer("tenancy:describe", "/pesantren/al-hikmah/ubah/"),
    officer("tenancy:queue", "/pesantren/verifikasi/"),
    officer("tenancy:queue", "/pesantren/verifikasi/?tampil=sudah"),
    officer("tenancy:check", "/pesantren/al-hikmah/periksa/"),
    officer("tenancy:papers_expiring", "/surat/"),
    officer("tenancy:papers_expiring", "/surat/?jenis=sni"),
    manager("tenancy:product_add", "/pesantren/al-hikmah/produk/baru/"),
    manager("tenancy:product_add", "/pesantren/al-hikmah/produk/baru/", refused=True),
    manager(
        "tenancy:product_change",
        "/pesantren/al-hikmah/",
        follow=(r"/produk/\d+/", r"/produk/\d+/ubah/"),
    ),
    Seen("tenancy:sectors", "/sektor/", who=SECRETARIAT),
    Seen("tenancy:twins", "/kembar/", who=SECRETARIAT),
    Seen("tenancy:twin_of", "/kembar/darul-falah/", who=SECRETARIAT),
    Seen("tenancy:twin_of", "/kembar/darul-falah/?q=tidak-ada-yang-bernama", who=SECRETARIAT),
    Seen("tenancy:merge", "/kembar/", who=SECRETARIAT, follow=(TWINS,)),
    Seen("tenancy:merge", "/kembar/al-hikmah/an-nur/", who=SECRETARIAT),
    manager("tenancy:papers", PAPERS),
    manager("tenancy:add_paper", PAPERS, follow=(PAPERS + r"\d+/baru/",)),
    manager("tenancy:add_paper", PAPERS, follow=(PAPERS + r"\d+/baru/",), refused=True),
    manager("tenancy:renew_paper", PAPERS, follow=(PAPERS + r"\d+/perpanjang/",)),
    manager("tenancy:correct_paper", PAPERS, follow=(PAPERS + r"\d+/ubah/",)),
    public("directory:partner_list", "/mitra/"),
    public("directory:partner_list", "/mitra/?q=tidak-ada-yang-bernama-begini"),
    public("directory:partner", "/mitra/bank-syariah-contoh/"),
    Seen("directory:partner", PARTNER, who=KEEPER),
    Seen("directory:partner", "/mitra/radio-santri-contoh/", who=SECRETARIAT),
    Seen("tenancy:partner_add", "/mitra/baru/", who=SECRETARIAT),
    Seen("tenancy:partner_add", "/mitra/baru/", who=SECRETARIAT, refused=True),
    Seen("tenancy:partner_people", PARTNER + "orang/", who=KEEPER),
    Seen("tenancy:partner_describe", PARTNER + "ubah/", who=KEEPER),
    Seen("tenancy:partner_offers", PARTNER + "tawaran/", who=KEEPER),
    Seen("tenancy:offer_make", PARTNER + "tawaran/baru/", who=KEEPER),
    Seen("tenancy:offer_make", PARTNER + "tawaran/baru/", who=KEEPER, refused=True),
    Seen("tenancy:offer_change", PARTNER + "tawaran/", who=KEEPER, follow=(OFFER,)),
    Seen("tenancy:import_start", "/pesantren/impor/", who=SECRETARIAT),
    Seen("tenancy:import_start", "/pesantren/impor/", who=SECRETARIAT, refused=True),
    manager("tenancy:pesantren_history", "/pesantren/al-hikmah/riwayat/"),
    manager(
        "tenancy:product_history",
        "/pesantren/al-hikmah/",
        follow=(r"/produk/\d+/", r"/produk/\d+/riwayat/"),
    ),
    Seen("tenancy:partner_history", PARTNER + "riwayat/", who=KEEPER),
    Seen("tenancy:partner_people_history", PARTNER + "orang/riwayat/", who=KEEPER),
    Seen(
        "tenancy:pesantren_people_history", "/pesantren/al-hikmah/orang/riwayat/", who=SECRETARIAT
    ),
    Seen("tenancy:office_people_history", "/bidang/pembiayaan/orang/riwayat/", who=SECRETARIAT),
    manager("tenancy:koppontren_history", HOME + "riwayat/"),
    manager("tenancy:koppontren_people_history", HOME + "orang/riwayat/"),
    public("directory:region_list", "/wilayah/"),
    public("directory:region_list", "/wilayah/?figure=santri"),
    public("directory:region", "/wilayah/3524/"),
    public("directory:figures", "/pesantren/al-hikmah/capaian/"),
    public("directory:figures", "/pesantren/an-nur/capaian/"),
    manager("directory:figures", "/pesantren/al-hikmah/capaian/"),
    officer("directory:figures", "/pesantren/al-hikmah/capaian/"),
    manager("tenancy:figure_add", "/pesantren/al-hikmah/capaian/baru/"),
    manager("tenancy:figure_add", "/pesantren/al-hikmah/capaian/baru/", refused=True),
    manager(
        "tenancy:figure_correct",
        "/pesantren/al-hikmah/capaian/",
        follow=(r"/pesantren/al-hikmah/capaian/\d+/betulkan/",),
    ),
    public("directory:indicator_list", "/indikator/"),
    public("directory:indicator", "/indikator/turnover-month/"),
    public("directory:indicator", "/indikator/workers/"),
    Seen("tenancy:indicator_add", "/indikator/baru/", who=SECRETARIAT),
    Seen("tenancy:indicator_add", "/indikator/baru/", who=SECRETARIAT, refused=True),
    Seen("tenancy:indicator_change", "/indikator/workers/ubah/", who=SECRETARIAT),
    Seen("tenancy:indicator_history", "/indikator/workers/riwayat/", who=SECRETARIAT),
    public("directory:data", "/data/"),
    public("web:api_page", "/data/api/"),
    # The clinic.
    public("sessions:list", "/sesi/"),
    manager("sessions:list", "/sesi/?aspek=pembiayaan"),
    Seen("sessions:list", "/sesi/", who=SECRETARIAT),
    public("sessions:session", "/sesi/", follow=(FIRST_SESSION,)),
    public("sessions:session", "/sesi/", follow=(COMING_SESSION,)),
    manager("sessions:session", "/sesi/", follow=(COMING_SESSION,)),
    manager("sessions:session", "/sesi/", follow=(HELD_SESSION,)),
    Seen("sessions:session", "/sesi/", who=SECRETARIAT, follow=(HELD_SESSION,)),
    Seen("sessions:new", "/sesi/baru/", who=SECRETARIAT),
    Seen("sessions:new", "/sesi/baru/", who=SECRETARIAT, refused=True),
    *(
        Seen(
            f"sessions:{name}",
            "/sesi/",
            who=SECRETARIAT,
            follow=(COMING_SESSION, rf"{ANY_SESSION}{path}/"),
        )
        for name, path in (
            ("change", "ubah"),
            ("programme", "susunan"),
            ("participants", "peserta"),
            ("history", "riwayat"),
        )
    ),
    *(
        Seen(
            f"sessions:{name}",
            "/sesi/",
            who=SECRETARIAT,
            follow=(HELD_SESSION, rf"{ANY_SESSION}{path}/"),
        )
        for name, path in (
            ("attendance", "hadir"),
            ("minutes", "notulen"),
            ("summary", "ringkasan"),
            ("recording", "rekaman"),
            ("recommend", "rekomendasi"),
        )
    ),
    manager("sessions:room", "/sesi/", follow=(LIVE_SESSION, rf"{ANY_SESSION}ruang/")),
    Seen("sessions:room", "/sesi/", who=MODERATOR, follow=(LIVE_SESSION, rf"{ANY_SESSION}ruang/")),
    officer("sessions:room", "/sesi/", follow=(REPLAYED_SESSION, rf"{ANY_SESSION}ruang/")),
    officer("sessions:session", "/sesi/", follow=(REPLAYED_SESSION,)),
    officer("sessions:turn", "/sesi/", follow=(HELD_SESSION, rf"{RECOMMENDATION}kasus/")),
    officer(
        "sessions:turn", "/sesi/", follow=(HELD_SESSION, rf"{RECOMMENDATION}kasus/"), refused=True
    ),
    officer("sessions:withdraw", "/sesi/", follow=(HELD_SESSION, rf"{RECOMMENDATION}tarik/")),
    public("stories:list", "/kisah/"),
    public("stories:story", "/kisah/", follow=(r"/kisah/[^/]+/",)),
    officer("cases:list", "/kasus/"),
    manager("cases:list", "/kasus/"),
    Seen("cases:list", "/kasus/", who=SECRETARIAT),
    Seen("cases:list", "/kasus/", who=ASSISTANT),
    officer("cases:list", "/kasus/?lihat=semua&petugas=saya&bidang=pembiayaan&menunggu=work"),
    officer("cases:case", "/kasus/", follow=(CASE,)),
    manager("cases:case", "/kasus/", follow=(CASE,)),
    Seen("cases:case", "/kasus/", who=SECRETARIAT, follow=(CASE,)),
    teller_of_stories("stories:tell", "/kasus/?tahap=closed", follow=(CASE, TELL)),
    teller_of_stories("stories:tell", "/kasus/?tahap=closed", follow=(CASE, TELL), refused=True),
    manager("cases:new", "/kasus/baru/"),
    manager("cases:new", "/kasus/baru/", refused=True),
    officer("cases:new", "/kasus/baru/?cari=falah"),
    officer("cases:new", "/kasus/baru/?untuk=darul-falah"),
    Seen("cases:times", "/kasus/waktu/", who=SECRETARIAT),
    manager("cases:times", "/kasus/waktu/"),
    public("stories:of_pesantren", "/kisah/pesantren/darul-falah/"),
    public("discussions:list", "/diskusi/"),
    manager("discussions:list", "/diskusi/"),
    manager("discussions:list", "/diskusi/?q=tidak-ada-yang-menulis-begini"),
    Seen("discussions:list", "/diskusi/", who=SECRETARIAT),
    public("discussions:topic", "/diskusi/", follow=(TOPIC,)),
    manager("discussions:topic", "/diskusi/?tampil=terjawab", follow=(TOPIC,)),
    Seen("discussions:topic", "/diskusi/?tampil=terjawab", who=SECRETARIAT, follow=(TOPIC,)),
    manager("discussions:new", "/diskusi/baru/"),
    manager("discussions:new", "/diskusi/baru/", refused=True),
    manager("discussions:similar", "/diskusi/mirip/?title=air+kemasan"),
    manager("discussions:summary", "/diskusi/ringkasan/"),
    Seen("discussions:flags", "/diskusi/laporan/", who=SECRETARIAT),
    manager("discussions:edit", "/diskusi/?q=botol", follow=(TOPIC, TOPIC + r"\d+/ubah/")),
    # A koppontren, its members and its counter.
    manager("programme:koppontren", HOME),
    teller("programme:koppontren", HOME),
    Seen("programme:koppontren", HOME, who=SUPERVISOR),
    manager("programme:sharing", HOME + "berbagi/"),
    Seen("programme:sharing", HOME + "berbagi/", who=SUPERVISOR),
    Seen("programme:sharing", "/koppontren/an-nur/berbagi/", who=NEIGHBOUR, refused=True),
    teller("members:list", HOME + "anggota/"),
    teller("members:list", HOME + "anggota/?q=tidak-ada-yang-bernama-begini"),
    teller("members:list", HOME + "anggota/?jenis=santri&status=full"),
    teller("members:member", HOME + "anggota/", follow=(MEMBER,)),
    teller("members:change", HOME + "anggota/", follow=(MEMBER, MEMBER + "ubah/")),
    teller("members:change", HOME + "anggota/", follow=(MEMBER, MEMBER + "ubah/"), refused=True),
    Seen(
        "members:history", HOME + "anggota/", who=SUPERVISOR, follow=(MEMBER, MEMBER + "riwayat/")
    ),
    teller("savings:open", HOME + "anggota/", follow=(MEMBER, OPEN)),
    teller("savings:account", HOME + "anggota/", follow=(MEMBER, SAVINGS)),
    teller("savings:account", HOME + "anggota/", follow=(MEMBER, SAVINGS), refused=True),
    Seen("savings:account", HOME + "anggota/", who=SUPERVISOR, follow=(MEMBER, SAVINGS)),
    teller("savings:receipt", HOME + "anggota/", follow=(MEMBER, SAVINGS + r"bukti/\d+/")),
    manager("savings:offer", HOME + "simpanan/produk/"),
    manager("savings:offer", HOME + "simpanan/produk/", refused=True),
    teller("savings:admit", HOME + "anggota/baru/"),
    teller("savings:products", HOME + "simpanan/jenis/"),
    manager("savings:products", HOME + "simpanan/jenis/"),
    manager("savings:product", HOME + "simpanan/jenis/M/"),
    manager("savings:product", HOME + "simpanan/jenis/M/", refused=True),
    manager("savings:product_add", HOME + "simpanan/jenis/baru/tujuan-wadiah/"),
    manager("savings:product_add", HOME + "simpanan/jenis/baru/tujuan-wadiah/", refused=True),
    manager("sharing:runs", HOME + "bagi-hasil/"),
    Seen("sharing:runs", HOME + "bagi-hasil/", who=SUPERVISOR),
    Seen("sharing:bonus", HOME + "bagi-hasil/bonus/", who=BOARD),
    manager("sharing:pool", HOME + "bagi-hasil/kelompok/USPPS/"),
    manager("sharing:pool", HOME + "bagi-hasil/kelompok/USPPS/", refused=True),
    teller("members:cards", HOME + "anggota/kartu/"),
    teller("members:ties", HOME + "anggota/A-0001/akun/"),
    teller("members:ties", HOME + "anggota/A-0009/akun/"),
    teller("members:ties", HOME + "anggota/A-0009/akun/", refused=True),
    Seen("own:list", "/simpanan-saya/", who=GUARDIAN),
    Seen("own:statement", "/simpanan-saya/al-hikmah/A-0009/S-0007/rekening-koran/", who=GUARDIAN),
    Seen("own:certificate", "/simpanan-saya/al-hikmah/A-0009/S-0007/sertifikat/", who=GUARDIAN),
    teller("savings:passbook", HOME + "simpanan/S-0001/buku/"),
    manager("savings:passbook_layout", HOME + "simpanan/buku/"),
    manager("savings:passbook_layout", HOME + "simpanan/buku/", refused=True),
    manager("savings:passbook_layout_of", HOME + "simpanan/jenis/S/buku/"),
    teller("savings:statement", HOME + "simpanan/S-0001/rekening-koran/"),
    teller("savings:certificate", HOME + "simpanan/S-0001/sertifikat/"),
    Seen("own:list", "/simpanan-saya/", who=TELLER),
    Seen("own:member", "/simpanan-saya/al-hikmah/A-0009/", who=GUARDIAN),
    Seen("own:member", "/simpanan-saya/al-hikmah/A-0013/", who=GUARDIAN),
    Seen("own:account", "/simpanan-saya/al-hikmah/A-0009/S-0007/", who=GUARDIAN),
    bookkeeper("savings:intake", HOME + "anggota/impor/"),
    teller("savings:leave", HOME + "anggota/", follow=(MEMBER, MEMBER + "keluar/")),
    teller("savings:arrears", HOME + "simpanan/wajib/tunggakan/"),
    teller("savings:open_due", HOME + "anggota/", follow=(MEMBER, OPEN, OPEN + "HJ/")),
    teller("savings:transfer", HOME + "anggota/", follow=(MEMBER, SAVINGS, SAVINGS + "pindah/")),
    teller("savings:block", HOME + "anggota/", follow=(MEMBER, SAVINGS, SAVINGS + "tahan/")),
    manager("savings:release", HOME + "simpanan/S-0001/lepas/"),
    teller("savings:close", HOME + "anggota/", follow=(MEMBER, SAVINGS, SAVINGS + "tutup/")),
    teller("savings:admit", HOME + "anggota/baru/", refused=True),
    teller("counter:find", HOME + "loket/"),
    teller("counter:find", HOME + "loket/?q=contoh"),
    teller("counter:find", HOME + "loket/?q=tidak-ada-yang-bernama-begini"),
    teller("counter:serve", HOME + "loket/A-0001/"),
    teller("counter:waiting", HOME + "loket/menunggu/"),
    manager("counter:waiting", HOME + "loket/menunggu/"),
    teller("counter:wait", HOME + "loket/menunggu/", follow=(HELD_BACK,)),
    manager("counter:wait", HOME + "loket/menunggu/", follow=(HELD_BACK,)),
    manager("counter:limits", HOME + "loket/batas/"),
    manager("counter:limits", HOME + "loket/batas/", refused=True),
    manager("counter:teller_limits", HOME + "loket/batas/", follow=(r"/loket/batas/\d+/",)),
    teller("counter:groups", HOME + "loket/kelompok/"),
    teller("counter:groups", HOME + "loket/kelompok/", refused=True),
    teller("counter:group", HOME + "loket/kelompok/", follow=(GROUP,)),
    teller("counter:collection", HOME + "loket/kelompok/", follow=(GROUP, COLLECTION)),
    teller("counter:serve", HOME + "loket/A-0001/", refused=True),
    public("web:collecting", "/tagih/"),
    Seen("collecting:mine", HOME + "tagih/", who=COLLECTOR),
    manager("collecting:mine", HOME + "tagih/"),
    manager("collecting:rounds", HOME + "tagih/keliling/"),
    manager("collecting:rounds", HOME + "tagih/keliling/", refused=True),
    Seen("tills:mine", HOME + "laci/", who=COLLECTOR),
    teller("tills:mine", HOME + "laci/"),
    manager("tills:mine", HOME + "laci/"),
    manager("tills:open", HOME + "laci/1115/buka/"),
    manager("tills:take", HOME + "laci/1113/ambil/"),
    teller("tills:close", HOME + "laci/1113/tutup/"),
    teller("tills:close", HOME + "laci/1113/tutup/", refused=True),
    teller("tills:report", HOME + "laci/1113/"),
    manager("tills:report", HOME + "laci/1113/"),
    manager("tills:all", HOME + "kas/"),
    Seen("tills:all", HOME + "kas/", who=SUPERVISOR),
    manager("tills:add", HOME + "kas/laci-baru/"),
    manager("tills:add", HOME + "kas/laci-baru/", refused=True),
    teller("tills:send", HOME + "kas/kirim/"),
    teller("tills:send", HOME + "kas/kirim/", refused=True),
    teller("tills:delivery", HOME + "laci/", follow=(DELIVERY,)),
    manager("tills:delivery", HOME + "kas/", follow=(DELIVERY,)),
    manager("tenancy:tokens", HOME + "token/"),
    manager("tenancy:tokens", HOME + "token/", refused=True),
    manager("tenancy:devices", HOME + "perangkat/"),
    manager("tenancy:devices", HOME + "perangkat/", refused=True),
    Seen("tenancy:devices", HOME + "perangkat/", who=SUPERVISOR),
    manager("tenancy:devices_history", HOME + "perangkat/riwayat/"),
    public("tenancy:pin", "/pin/", status=403),
    public("tenancy:pin_enter", "/pin/1/", status=403),
    manager("tenancy:facts", HOME + "data/"),
    Seen("tenancy:facts", "/koppontren/an-nur/data/", who=NEIGHBOUR),
    Seen("tenancy:facts", HOME + "data/", who=SUPERVISOR),
    manager("tenancy:facts_change", HOME + "data/ubah/"),
    manager("tenancy:facts_change", HOME + "data/ubah/", refused=True),
    manager("tenancy:rat_add", HOME + "data/rat/baru/"),
    manager("tenancy:rat_add", HOME + "data/rat/baru/", refused=True),
    manager("tenancy:rat_change", HOME + "data/", follow=(HOME + r"data/rat/\d+/",)),
    Seen("web:home", "/", who=REGENCY),
    public("offices:list", "/bidang/"),
    Seen("offices:list", "/bidang/", who=SECRETARIAT),
    Seen("offices:add", "/bidang/baru/", who=SECRETARIAT),
    Seen("offices:add", "/bidang/baru/", who=SECRETARIAT, refused=True),
    Seen("offices:hand_over", "/bidang/tugas/", who=SECRETARIAT),
    Seen("offices:hand_over", "/bidang/tugas/", who=SECRETARIAT, refused=True),
    Seen("offices:describe", "/bidang/pembiayaan/ubah/", who=SECRETARIAT),
    Seen("regency:overview", "/wilayah/3524/ikhtisar/", who=REGENCY),
    Seen("regency:overview", "/wilayah/3571/ikhtisar/", who=SECRETARIAT),
    officer("tenancy:standings", "/koperasi/"),
    Seen("tenancy:standings", "/koperasi/?kurang=rat", who=SECRETARIAT),
    Seen("tenancy:terms", "/koperasi/aturan/", who=SECRETARIAT),
    Seen("tenancy:terms", "/koperasi/aturan/", who=SECRETARIAT, refused=True),
    manager("tenancy:koppontren_people", HOME + "orang/"),
    manager(
        "tenancy:invitation", HOME + "orang/", follow=(r"http://localhost:\d+/undangan/[^\"]+/",)
    ),
    Seen("tenancy:pesantren_people", "/pesantren/al-hikmah/orang/", who=SECRETARIAT),
    Seen("founding:founded", "/pesantren/al-hikmah/koppontren/", who=SECRETARIAT),
    Seen("tenancy:office_people", "/bidang/pembiayaan/orang/", who=SECRETARIAT),
    Seen("founding:found", FOUND, who=SECRETARIAT),
    Seen("founding:found", FOUND, who=SECRETARIAT, refused=True),
    Seen("founding:found", FOUND, who=ASSISTANT),
    # The books.
    manager("ledger:opening", HOME + "saldo-awal/"),
    bookkeeper("ledger:take_home", HOME + "bawa-pulang/"),
    bookkeeper("ledger:proof", HOME + "bukti/"),
    bookkeeper("ledger:money_in", HOME + "uang/masuk/"),
    bookkeeper("ledger:money_in", HOME + "uang/masuk/", refused=True),
    bookkeeper("ledger:money_out", HOME + "uang/keluar/"),
    bookkeeper("ledger:money_out", HOME + "uang/keluar/", refused=True),
    bookkeeper("ledger:money_move", HOME + "uang/pindah/"),
    bookkeeper("ledger:write", HOME + "jurnal/tulis/"),
    bookkeeper("ledger:patterns", HOME + "pola/"),
    bookkeeper(
        "ledger:pattern_keep",
        HOME + "jurnal/?kind=money.out",
        follow=(ENTRY, HOME + r"jurnal/\d+/pola/"),
    ),
    bookkeeper("ledger:write", HOME + "jurnal/tulis/", refused=True),
    bookkeeper("ledger:drafts", HOME + "persetujuan/"),
    bookkeeper("ledger:draft", HOME + "persetujuan/", follow=(DRAFT,)),
    manager("ledger:draft", HOME + "persetujuan/", follow=(DRAFT,)),
    Seen("ledger:limit", HOME + "persetujuan/batas/", who=BOARD),
    Seen("ledger:limit", HOME + "persetujuan/batas/", who=BOARD, refused=True),
    bookkeeper("ledger:money_move", HOME + "uang/pindah/", refused=True),
    bookkeeper("ledger:journal", HOME + "jurnal/"),
    bookkeeper("ledger:entry", HOME + "jurnal/", follow=(ENTRY,)),
    Seen("ledger:entry", HOME + "jurnal/1/", who=SUPERVISOR),
    bookkeeper("ledger:reverse", HOME + "jurnal/", follow=(ENTRY, ENTRY + "batalkan/")),
    bookkeeper(
        "ledger:reverse", HOME + "jurnal/", follow=(ENTRY, ENTRY + "batalkan/"), refused=True
    ),
    bookkeeper("bank:places", HOME + "bank/"),
    bookkeeper("bank:places", HOME + "bank/", refused=True),
    bookkeeper("bank:account", HOME + "bank/1212/"),
    Seen("bank:account", HOME + "bank/1212/", who=SUPERVISOR),
    bookkeeper("bank:result", HOME + "bank/1212/hasil/"),
    bookkeeper("bank:mutation", HOME + "bank/1212/mutasi/", follow=(BANK_MUTATION,)),
    bookkeeper("bank:mutations", HOME + "bank/1212/mutasi/"),
    bookkeeper("bank:send", HOME + "bank/1212/berkas/"),
    bookkeeper("bank:send", HOME + "bank/1212/berkas/", refused=True),
    bookkeeper("bank:file", HOME + "bank/1212/berkas/", follow=(BANK_FILE,)),
    bookkeeper("ledger:periods", HOME + "tutup-buku/"),
    manager("ledger:periods", HOME + "tutup-buku/"),
    bookkeeper("ledger:units", HOME + "unit/"),
    bookkeeper("ledger:accounts", HOME + "akun/"),
    bookkeeper("ledger:account", HOME + "akun/1111/"),
    bookkeeper("ledger:account", HOME + "akun/2110/"),
    bookkeeper("ledger:account_add", HOME + "daftar-akun/tambah/"),
    bookkeeper("ledger:account_add", HOME + "daftar-akun/tambah/", refused=True),
    bookkeeper("ledger:account_change", HOME + "daftar-akun/5330/ubah/"),
    bookkeeper("ledger:places", HOME + "daftar-akun/tempat/"),
    bookkeeper("statements:trial_balance", HOME + "neraca-saldo/"),
    bookkeeper("statements:balance_sheet", HOME + "neraca/"),
    bookkeeper("statements:results", HOME + "hasil-usaha/"),
    bookkeeper("statements:results", HOME + "hasil-usaha/?from=kapan", status=422),
    bookkeeper("statements:board", HOME + "ringkasan/"),
    bookkeeper("statements:package", HOME + "laporan/"),
    bookkeeper("statements:notes", HOME + "laporan/catatan/"),
    bookkeeper("statements:notes_change", HOME + "laporan/catatan/ubah/"),
    bookkeeper("statements:notes_change", HOME + "laporan/catatan/ubah/", refused=True),
    bookkeeper("statements:package", HOME + "laporan/?year=1999", status=422),
    bookkeeper("statements:equity", HOME + "perubahan-ekuitas/"),
    bookkeeper("statements:cash_flow", HOME + "arus-kas/"),
    bookkeeper("statements:zakat", HOME + "dana-zakat/"),
    bookkeeper("statements:benevolence", HOME + "dana-kebajikan/"),
    bookkeeper("statements:general_ledger", HOME + "buku-besar/"),
    bookkeeper("statements:journal", HOME + "jurnal-umum/"),
    public("chain:chain", "/pesantren/al-hikmah/jalan/"),
    public("chain:chain", "/pesantren/tirta-ilmu/jalan/"),
    Seen("chain:chain", "/pesantren/tirta-ilmu/jalan/", who=NEIGHBOUR),
    public("sessions:session", "/sesi/", follow=(REPLAYED_SESSION,)),
    manager("chain:chain", "/pesantren/al-hikmah/jalan/"),
    officer("desk:desk", "/meja/"),
    Seen("desk:desk", "/meja/", SECRETARIAT),
    officer("desk:load", "/meja/beban/"),
    Seen("funnel:funnel", "/alur/", SECRETARIAT),
    Seen("funnel:funnel", "/alur/?menurut=bulan&dari=1999-01-01&sampai=2001-01-01", SECRETARIAT),
    Seen("funnel:cases", "/alur/kasus/?langkah=diambil", SECRETARIAT),
    # What went wrong.
    public("", "/tidak/ada/", status=404),
    manager("", "/koppontren/an-nur/", status=404),
    teller("ledger:journal", HOME + "jurnal/", status=403),
]

STEP = "POST, redirects or answers with the page of the case"
TALK = "POST, redirects or answers with a page that asks again"

# Routes that no browser shows as a page of their own, and why.
NO_PAGES = {
    "discussions:versions": "of an edited post: see tests/clinic/discussions",
    "counter:place": "POST, redirects",
    "tills:retire": "POST, redirects",
    "sharing:run": "of a month that was divided: see tests/finance/sharing",
    "sharing:why": "of a month that was divided: see tests/finance/sharing",
    "sharing:confirm": "POST, redirects",
    "sharing:drop": "POST, redirects",
    "collecting:list": "JSON for the collector's phone",
    "collecting:send": "POST, JSON for the collector's phone",
    "collecting:end": "POST, redirects",
    "collecting:settle": "POST, redirects",
    "tills:receive": "POST, redirects",
    "tills:refuse": "POST, redirects",
    "tills:back": "POST, redirects",
    "savings:death": "POST, redirects; refused, it is the page on which somebody leaves",
    "savings:heir_paper": "a file",
    "savings:intake_template": "a file",
    "savings:intake_file": "for whoever sent that table: see tests/finance/savings/test_intake.py",
    "savings:intake_again": "POST, redirects",
    "savings:intake_save": "POST, redirects",
    "savings:intake_bad": "a file",
    "own:tie": "for whoever has a link: see tests/finance/own",
    "own:copy": "a file",
    "own:why": "of a month that was divided: see tests/finance/sharing",
    "savings:printed": "after printing: see tests/finance/savings/test_passbook.py",
    "savings:passbook_again": "POST, redirects",
    "savings:passbook_new": "POST, redirects",
    "members:tie_end": "POST, redirects",
    "members:nik": "POST, answers with the page of the member",
    "members:photo": "a picture; POST, redirects",
    "members:new_card": "POST, redirects",
    "members:consent": "POST, redirects; refused, it is the page of the member",
    "members:withdraw": "POST, redirects",
    "ledger:attach": "POST, redirects",
    "ledger:attachment": "a photo or PDF",
    "ledger:attachment_remove": "POST, redirects",
    "ledger:draft_approve": "POST, redirects",
    "ledger:draft_reject": "POST, redirects; refused, it is the page of the draft",
    "ledger:draft_withdraw": "POST, redirects",
    "ledger:due": "POST, redirects",
    "ledger:pattern_retire": "POST, redirects",
    "web:switch_place": "POST, redirects",
    "web:own_copy": "a file to download",
    "web:keep_me": "POST, redirects",
    "account_set_password": "for whoever has no password: see tests/people/test_changes.py",
    "mfa_authenticate": STEPS,
    "mfa_login_webauthn": "JSON, or POST that redirects",
    "mfa_deactivate_totp": STEPS,
    "mfa_edit_webauthn": STEPS,
    "mfa_remove_webauthn": STEPS,
    "mfa_view_recovery_codes": STEPS,
    "mfa_generate_recovery_codes": STEPS,
    "mfa_download_recovery_codes": "a text to download",
    "mfa_reauthenticate": STEPS,
    "mfa_reauthenticate_webauthn": STEPS,
    "tenancy:reset_second_factor": "POST, redirects",
    "web:alive": "a word for operators",
    "web:manifest": "for the telephone",
    "web:worker": "a script; see tests/browser/test_installed.py",
    "web:ready": "a word for operators",
    "web:metrics": "numbers for operators",
    "web:sign_in_as": "POST, redirects",
    "setup:begin": "only where nobody has set the house up: see tests/tenancy/test_setup.py",
    "setup:logo": "a picture",
    "setup:regions_template": "a table to download",
    "set_language": "POST, redirects",
    "people:open_notification": "POST, redirects",
    "people:read_all": "POST, redirects",
    "people:unread_last": "POST, redirects",
    "jobs:job": "lives for seconds; see tests/core/test_jobs.py",
    "jobs:stop": "POST, redirects",
    "people:sign_out": "POST, redirects",
    "people:sign_out_everywhere": "POST, redirects",
    "directory:evidence": "a photo or PDF",
    "directory:dataset": "a table to download",
    "directory:pesantren_picture": "a picture",
    "directory:product_picture": "a picture",
    "directory:region_picture": "a picture",
    "web:sitemap_index": "addresses for search engines",
    "web:sitemap": "addresses for search engines",
    "web:robots": "words for search engines",
    "directory:photo": "a photo",
    "directory:paper_file": "a photo or PDF",
    "tenancy:token_revoke": "POST, redirects",
    "tenancy:not_twins": "POST, redirects",
    "tenancy:device": PHONE,
    "tenancy:device_code": PHONE,
    "tenancy:device_enrol": PHONE,
    "tenancy:device_revoke": "POST, redirects",
    "tenancy:device_unlock": "POST, redirects",
    "tenancy:pin_change": PHONE,
    "tenancy:rat_minutes": "a photo or PDF",
    "tenancy:standing_table": "a table to download",
    "tenancy:product_retire": "POST, redirects",
    "tenancy:product_photo_add": "POST, redirects or answers with the page of the product",
    "tenancy:product_photo_change": "POST, redirects",
    "tenancy:figure_show": "POST, redirects",
    "tenancy:figure_check": "POST, redirects",
    "tenancy:indicator_retire": "POST, redirects",
    "tenancy:sector_change": "POST, redirects or answers with the page of the sectors",
    "tenancy:ask": "POST, redirects or answers with the page of the check",
    "tenancy:check_of_paper": "POST, redirects or answers with the page of the check",
    "founding:decline": "POST, redirects",
    "tenancy:import_template": "a table to download",
    "tenancy:import_file": "a file on its way in: see tests/tenancy/test_imports.py",
    "tenancy:import_again": "POST, redirects",
    "tenancy:import_save": "POST, redirects",
    "tenancy:import_bad": "a table to download",
    "tenancy:partner_verify": "POST, redirects",
    "tenancy:offer_close": "POST, redirects",
    "tenancy:offer_reopen": "POST, redirects",
    "tenancy:approve": "POST, redirects",
    "tenancy:withdraw": "POST, redirects",
    "tenancy:restore": "POST, redirects",
    "tenancy:end": "POST, redirects",
    "tenancy:renew_password": "POST; shown once to whoever asked",
    "discussions:answer": TALK,
    "discussions:follow": TALK,
    "discussions:lock": TALK,
    "discussions:publish": TALK,
    "discussions:accept": TALK,
    "discussions:flag": TALK,
    "discussions:hide": TALK,
    "discussions:leave": TALK,
    "discussions:file": "a photo or PDF",
    "cases:take": STEP,
    "cases:triage": STEP,
    "cases:follow": STEP,
    "cases:leave": STEP,
    "cases:answer": STEP,
    "cases:plan": STEP,
    "cases:aim": STEP,
    "cases:complete": STEP,
    "cases:done": STEP,
    "cases:measure": STEP,
    "cases:choose": STEP,
    "cases:close": STEP,
    "cases:withdraw": STEP,
    "cases:reassign": STEP,
    "cases:agree": STEP,
    "cases:offer": STEP,
    "cases:accept": STEP,
    "cases:decline": STEP,
    "cases:name": STEP,
    "cases:assign": STEP,
    "cases:refer": STEP,
    "cases:welcome": STEP,
    "cases:refuse": STEP,
    "cases:fulfil": STEP,
    "cases:recall": STEP,
    "cases:day_off": STEP,
    "cases:target": STEP,
    "cases:alike": "a part of the form that opens a case",
    "cases:file": "a photo or PDF",
    "sessions:announce": "POST, redirects",
    "sessions:call_off": "POST, redirects or answers with the page of the plan",
    **dict.fromkeys(
        [
            f"sessions:room_{act}"
            for act in ("ask", "tap", "say", "answer", "lead", "poll", "keep", "case")
        ],
        "POST, redirects to the room or answers with it",
    ),
    "sessions:room_events": "JSON for whoever cannot listen to the stream",
    "sessions:seat": "POST, redirects or answers with panel and agenda",
    "sessions:unseat": "POST, redirects",
    "sessions:add_item": "POST, redirects or answers with panel and agenda",
    "sessions:move_item": "POST, redirects",
    "sessions:remove_item": "POST, redirects",
    "sessions:register": "POST, redirects or answers with the participants",
    "sessions:give_back": "POST, redirects or answers with the participants",
    "sessions:new_code": "POST, redirects or answers with the attendance",
    "sessions:correct": "POST, redirects or answers with the attendance",
    "sessions:code": "while a session runs: see tests/clinic/sessions",
    "sessions:calendar": "a file for calendars",
    "sessions:feed": "a file for calendars",
    "sessions:atom": "a feed for feed readers",
    "discussions:feed": "a feed for feed readers",
    "stories:feed": "a feed for feed readers",
    "sessions:picture": "a picture",
    "bank:accept": "POST, redirects",
    "bank:match": "POST, redirects",
    "bank:apart": "POST, redirects",
    "bank:opening": "POST, redirects",
    "bank:result_back": "POST, redirects",
    "bank:file_save": "POST, redirects",
    "bank:file_back": "POST, redirects",
    "ledger:period_close": "POST, redirects or answers with the page of the periods",
    "ledger:period_ask": "POST, redirects or answers with the page of the periods",
    "ledger:period_answer": "POST, redirects or answers with the page of the periods",
    "ledger:period_take_back": "POST, redirects or answers with the page of the periods",
    "ledger:period_undo_year": "POST, redirects or answers with the page of the periods",
    "ledger:opening_fill": "before there is an opening: see test_opening_fill.py",
    "ledger:opening_post": "POST, redirects or answers with the page of the opening",
    "ledger:opening_start": "POST, redirects",
    "ledger:opening_template": "a table to download",
    "ledger:heads": "a text to download",
    "programme:withdraw": "POST, redirects",
}


def routes(resolver: URLResolver | None = None, within: str = "") -> Iterator[str]:
    """The name of every address of the house; the API's are not for browsers."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{within}{entry.name}"
        elif entry.app_name != "ninja":
            yield from routes(entry, f"{within}{entry.namespace}:" if entry.namespace else within)


def first_address(html: str, pattern: str) -> str:
    """The first link to an address of this pattern."""
    link = re.search(rf'href="({pattern})"', html)
    if link is None:
        raise AssertionError(f"no link to {pattern}")
    return link[1]
