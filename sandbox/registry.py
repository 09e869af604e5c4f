"""Which stand-ins there are. A new partner is one package and one line here."""

from sandbox.cainiao.service import CainiaoService
from sandbox.mail.service import MailService
from sandbox.nova_poshta.service import NovaPoshtaService
from sandbox.service import Service
from sandbox.sms.service import SmsService
from sandbox.telegram.service import TelegramService
from sandbox.trade_partner.service import TradePartnerService
from sandbox.web.service import WebService

SERVICES: tuple[type[Service], ...] = (
    TelegramService,
    MailService,
    SmsService,
    NovaPoshtaService,
    CainiaoService,
    TradePartnerService,
    WebService,
)
