"""Every address of the house; the walls test walks this list."""

from allauth.account import views as account
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.i18n import set_language

from klinik.web.api import addresses

sign_in = [
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("sandi/ubah/", account.password_change, name="account_change_password"),
    path("sandi/lupa/", account.password_reset, name="account_reset_password"),
    path("sandi/lupa/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "sandi/baru/tersimpan/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

# Rooms of a koppontren, the busiest first: what stands above is tried before.
ROOMS = (
    "finance.counter",
    "finance.shop",
    "finance.tills",
    "finance.collecting",
    "finance.sales",
    "finance.members",
    "finance.wallet",
    "finance.savings",
    "finance.sharing",
    "finance.statements",
    "finance.ledger",
    "finance.ledger.bank",
    "programme",
)

urlpatterns = [
    path("api/", addresses()),  # a till asks it all day: tried first
    *(path("koppontren/<slug:koppontren>/", include(f"klinik.{room}.urls")) for room in ROOMS),
    path("", include("klinik.web.pages")),
    *sign_in,
    path("", include("klinik.people.security_urls")),
    path("bahasa/", never_cache(set_language), name="set_language"),
    path("pekerjaan/", include("klinik.core.jobs.urls")),
    path("", include("klinik.people.urls")),
    path("", include("klinik.tenancy.setup.urls")),
    path("", include("klinik.tenancy.urls")),
    path("bidang/", include("klinik.tenancy.offices.urls")),
    path("", include("klinik.directory.urls")),
    path("sesi/", include("klinik.clinic.sessions.urls")),
    path("kasus/", include("klinik.clinic.cases.urls")),
    path("diskusi/", include("klinik.clinic.discussions.urls")),
    path("kisah/", include("klinik.clinic.stories.urls")),
    path("pajak-bagi-hasil/", include("klinik.finance.sharing.taxes.urls")),
    path("kabar-qris/", include("klinik.finance.wallet.topups.urls")),
    path("simpanan-saya/", include("klinik.finance.own.urls")),
    path("pesantren/<slug:slug>/koppontren/", include("klinik.programme.founding.urls")),
    path("wilayah/", include("klinik.programme.regency.urls")),
    path("pesantren/", include("klinik.programme.chain.urls")),
    path("meja/", include("klinik.programme.desk.urls")),
    path("alur/", include("klinik.programme.funnel.urls")),
]

handler400 = "klinik.web.views.bad_request"
handler403 = "klinik.web.views.forbidden"
handler404 = "klinik.web.views.not_found"
handler500 = "klinik.web.views.broken"
