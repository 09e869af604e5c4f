"""Routes of sellers/."""

from config.access.words import SIGNED_IN, Row, get, post, token
from sellers.states import TokenScope

READ = token(TokenScope.OFFERS_READ, TokenScope.OFFERS_WRITE)
WRITE = token(TokenScope.OFFERS_WRITE)

ROWS: dict[str, Row] = {
    "api:me": get(SIGNED_IN),
    "api:offers": get(READ),
    "api:offer": {**get(READ), "PUT": WRITE},
    "api:offer-pause": post(WRITE),
    "api:offer-resume": post(WRITE),
    "api:calendars": get(SIGNED_IN),
    "api:calendar": get(SIGNED_IN),
    "api:calendar-due": post(SIGNED_IN),
}
