"""Addresses of signing in and of its means: allauth's views, each behind a declared permission."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path, re_path

from odms.web.doors import both

ANYONE, USER = "catalogue.read", "account.manage"

urlpatterns: list[URLPattern] = [
    path("sign-in", both(ANYONE, account.login), name="account_login"),
    path("sign-out", both(ANYONE, account.logout), name="account_logout"),
    path("closed", both(ANYONE, account.account_inactive), name="account_inactive"),
    path("again", both(USER, account.reauthenticate), name="account_reauthenticate"),
    path("password", both(USER, account.password_change), name="account_change_password"),
    path("password/new", both(USER, account.password_set), name="account_set_password"),
    path("password/lost", both(ANYONE, account.password_reset), name="account_reset_password"),
    path(
        "password/lost/sent",
        both(ANYONE, account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/lost/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        both(ANYONE, account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/lost/done",
        both(ANYONE, account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("second-step", both(USER, mfa.index), name="mfa_index"),
    path("second-step/sign-in", both(ANYONE, mfa.authenticate), name="mfa_authenticate"),
    path("second-step/again", both(USER, mfa.reauthenticate), name="mfa_reauthenticate"),
    path("second-step/app", both(USER, totp.activate_totp), name="mfa_activate_totp"),
    path("second-step/app/off", both(USER, totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "second-step/codes", both(USER, codes.view_recovery_codes), name="mfa_view_recovery_codes"
    ),
    path(
        "second-step/codes/new",
        both(USER, codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-step/codes/file",
        both(USER, codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("keys", both(USER, webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("keys/add", both(USER, webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "keys/again",
        both(USER, webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("keys/sign-in", both(ANYONE, webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("keys/<int:pk>/remove", both(USER, webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("keys/<int:pk>/name", both(USER, webauthn.edit_webauthn), name="mfa_edit_webauthn"),
]
