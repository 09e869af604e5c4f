"""Remember the day a token was last used."""

from datetime import date

from django.db.models import Q

from sellers.models import ApiToken


def note_token_used(token: ApiToken, *, on: date) -> bool:
    """Write the day, in the first request of that day only; return whether it was this one."""
    if token.last_used_on is not None and token.last_used_on >= on:
        return False
    earlier = Q(last_used_on=None) | Q(last_used_on__lt=on)
    return bool(ApiToken.everything.filter(earlier, pk=token.pk).update(last_used_on=on))
