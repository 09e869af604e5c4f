"""What the tests of Nova Poshta ask with, and how they read a refusal."""

NUMBER, OTHER, THIRD = "20450000000001", "20450000000002", "20450000000003"
PHONE = "380671234567"
HOUR = 3600
BODY = {
    "CitySender": "c1",
    "CityRecipient": "c2",
    "CargoType": "Parcel",
    "DateTime": "02.03.2026",
    "Description": "Взуття",
    "Cost": 500,
    "Weight": "0.5",
    "RecipientsPhone": PHONE,
    "InfoRegClientBarcodes": "A-41",
}


def refused(answer):
    """Return the codes of a refusal: HTTP 200, no data, as many words as codes."""
    assert (answer["success"], answer["data"]) == (False, [])
    assert len(answer["errors"]) == len(answer["errorCodes"])
    return answer["errorCodes"]
