"""Where a buyer can follow a waybill: the public page of its carrier (R-003-07)."""

from urllib.parse import quote

# Carrier, lower case without spaces -> address with a place for the waybill.
PAGES = {
    "novaposhta": "https://novaposhta.ua/tracking/{}",
    "ukrposhta": "https://track.ukrposhta.ua/tracking_UA.html?barcode={}",
    "meest": "https://meest.com/parcel-track?parcel_id={}",
    "cdek": "https://www.cdek.ru/ru/tracking?order_id={}",
    "boxberry": "https://boxberry.ru/tracking-page?id={}",
    "cainiao": "https://global.cainiao.com/newDetail.htm?mailNoList={}",
}


def tracking_url(carrier: str, waybill: str) -> str:
    """Return the address of the carrier's page for that waybill; empty where we know none."""
    page = PAGES.get("".join(carrier.lower().split()), "")
    return page.format(quote(waybill, safe="")) if page and waybill else ""
