"""The second step at sign-in and the safety of one's account; the names are allauth's."""

from allauth.mfa.recovery_codes.views import download_recovery_codes
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import path

from klinik.people.views import security

OWN = "akun-saya/keamanan/"

urlpatterns = [
    path("masuk/kode/", security.SecondStep.as_view(), name="mfa_authenticate"),
    path("masuk/kunci/", login_webauthn, name="mfa_login_webauthn"),
    path("sandi/buat/", security.FirstPassword.as_view(), name="account_set_password"),
    path(OWN, security.security, name="mfa_index"),
    path(f"{OWN}aplikasi/", security.SetUpApp.as_view(), name="mfa_activate_totp"),
    path(f"{OWN}aplikasi/hapus/", security.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path(f"{OWN}kunci/baru/", security.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(f"{OWN}kunci/<int:pk>/nama/", security.NamePasskey.as_view(), name="mfa_edit_webauthn"),
    path(
        f"{OWN}kunci/<int:pk>/hapus/", security.RemovePasskey.as_view(), name="mfa_remove_webauthn"
    ),
    path(f"{OWN}kode/", security.BackupCodes.as_view(), name="mfa_view_recovery_codes"),
    path(f"{OWN}kode/baru/", security.RenewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path(f"{OWN}kode/unduh/", download_recovery_codes, name="mfa_download_recovery_codes"),
    path("akun-saya/pastikan/", security.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("akun-saya/pastikan/kode/", security.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path(
        "akun-saya/pastikan/kunci/",
        security.PasskeyAgain.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
]
