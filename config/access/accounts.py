"""Routes of the sign-in library: open to anybody, it guards its own pages."""

from config.access.words import ANYBODY, SIGNED_IN, Row, form, get

SAID_TO_ANYBODY = (
    "account_inactive",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
)
OPEN = (
    "account_login",
    "account_logout",
    "account_signup",
    "account_reset_password",
    "account_reset_password_from_key",
    "account_confirm_email",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
)
SHOWN_TO_ONESELF = (
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
)
OWN = (
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_email",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_generate_recovery_codes",
)
ROWS: dict[str, Row] = {
    **{name: get(ANYBODY) for name in SAID_TO_ANYBODY},
    **{name: get(SIGNED_IN) for name in SHOWN_TO_ONESELF},
    **{name: form(ANYBODY) for name in OPEN},
    **{name: form(SIGNED_IN) for name in OWN},
}
