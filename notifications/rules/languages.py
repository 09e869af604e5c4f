"""The languages messages are written in. Pure."""

LANGUAGES = ("uk", "ru", "en", "zh")
DJANGO_CODES = {"uk": "uk", "ru": "ru", "en": "en", "zh": "zh-hans"}


def message_language(*wishes: str) -> str:
    """Return the first wish that we speak, English when there is none: ``zh-hans`` is ``zh``."""
    for wish in wishes:
        code = wish.lower().replace("_", "-").partition("-")[0]
        if code in LANGUAGES:
            return code
    return "en"
