"""What the application's processes are told, and nothing else is."""

from dataclasses import dataclass
from pathlib import Path

from bootstrap.keys import keys_of
from bootstrap.paths import clean_environment
from bootstrap.ports import HOST, free_port_from

SANDBOX_PORTS = {
    "SANDBOX_WEB_PORT": 8010,
    "SANDBOX_TELEGRAM_PORT": 8011,
    "SANDBOX_SMTP_PORT": 8012,
    "SANDBOX_SMS_PORT": 8013,
    "SANDBOX_NOVA_POSHTA_PORT": 8014,
    "SANDBOX_CAINIAO_PORT": 8015,
    "SANDBOX_TRADE_PARTNER_PORT": 8016,
}


@dataclass(frozen=True)
class Addresses:
    """Where one stack listens: the web copies from ``web`` on, the sandbox's doors."""

    web: int
    sandbox: dict[str, int]

    @property
    def public_url(self) -> str:
        """The address a person opens."""
        return f"http://{HOST}:{self.web}"

    @property
    def sandbox_url(self) -> str:
        """The page on which the outside world can be watched and broken."""
        return f"http://{HOST}:{self.sandbox['SANDBOX_WEB_PORT']}"


def addresses(web: int, copies: int) -> Addresses:
    """Return ``web`` and, for the sandbox, free ports near the usual ones."""
    taken = set(range(web, web + copies))
    return Addresses(web, {name: free_port_from(at, taken) for name, at in SANDBOX_PORTS.items()})


def application_environment(state: Path, services: dict[str, str]) -> dict[str, str]:
    """Return what every process of the application needs to start, even with no sandbox up."""
    keys = keys_of(state)
    ours = {
        "SECRET_KEY": keys["django"],
        "TELEGRAM_WEBHOOK_SECRET": keys["telegram"],
        "STATIC_ROOT": str(state / "static"),
        "MEDIA_ROOT": str(state / "media"),
        "SANDBOX_TELEGRAM_TOKENS": f"1000001:{keys['telegram'][:35]}",
        "SANDBOX_STATE": str(state / "sandbox.json"),
    }
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.local"}
    return {**ours, **clean_environment(), **services, **settings}


def stack_environment(base: dict[str, str], where: Addresses) -> dict[str, str]:
    """Return ``base`` with the addresses of one stack; real partners set by the person win."""
    telegram, sms, nova_poshta, cainiao, trade_partner = (
        f"http://{HOST}:{where.sandbox[f'SANDBOX_{name}_PORT']}"
        for name in ("TELEGRAM", "SMS", "NOVA_POSHTA", "CAINIAO", "TRADE_PARTNER")
    )
    partners = {
        "TELEGRAM_API_URL": telegram,
        "TELEGRAM_BOT_TOKEN": base["SANDBOX_TELEGRAM_TOKENS"],
        "EMAIL_HOST": HOST,
        "EMAIL_PORT": str(where.sandbox["SANDBOX_SMTP_PORT"]),
        "SMS_SMSC_URL": sms,
        "SMS_TURBOSMS_URL": sms,
        "NOVA_POSHTA_URL": f"{nova_poshta}/v2.0/json/",
        "NOVA_POSHTA_KEY": "demo-key",
        "CAINIAO_URL": f"{cainiao}/gateway/link.do",
        "CAINIAO_TRACKS_AS": "RES_DEMO_0001",
        "PARTNER_SECRETS": "RES_DEMO_0001=cn-demo-secret-01,TP_DEMO=tp-demo-secret-01",
        "SANDBOX_CAINIAO_PUSH_URL": f"{where.public_url}/hooks/cainiao/",
        "SANDBOX_TRADE_PARTNER_PUSH_URL": f"{where.public_url}/hooks/trade-partner",
        "DEMO_TRADE_PARTNER_URL": trade_partner,
        "REMOTE_PRIVATE_PARTNERS": "nova_poshta,cainiao,trade_partner",
        "SANDBOX_NOVA_POSHTA_ENROLS": "1",
        "PUBLIC_URL": where.public_url,
    }
    ports = {name: str(port) for name, port in where.sandbox.items()}
    unbuffered = {"PYTHONUNBUFFERED": "1"}  # a log shows what happened, also after a kill
    return {**partners, **base, **ports, **unbuffered, "SANDBOX_WEB_URL": where.sandbox_url}


def as_owner(env: dict[str, str]) -> dict[str, str]:
    """Return ``env`` with the database's owner as its user: for migrations and the demo shop."""
    return {**env, "DATABASE_URL": env.get("DATABASE_ADMIN_URL") or env["DATABASE_URL"]}
