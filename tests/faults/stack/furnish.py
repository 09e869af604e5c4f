"""Put two shops with hasty promises into a fresh Otgruz; run as a script with the stack's environment.

Prints what the test needs to act as their people: tokens, links to Telegram, ids.
"""

import json
from datetime import UTC, datetime, timedelta

import django

ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(7)}
SINCE = datetime(2000, 1, 1, tzinfo=UTC)
FAR = 30 * 24 * 3600  # seconds; no test lives to see it
SLUGS = ("one-by-one", "crowd", "sleepers")


def main(allowances):
    """Make a shop for each allowance (seconds, for accepting an order) and print them as JSON."""
    from kernel.calendars.models import WorkCalendar

    WorkCalendar.objects.create(code="always", title="Always", zone="UTC", weekly_hours=ALWAYS)
    shops = [shop(slug, seconds) for slug, seconds in zip(SLUGS, allowances, strict=True)]
    print(json.dumps({"shops": shops, "moderator": moderator()}))


def shop(slug, seconds):
    """Open a shop that works day and night, with an owner, a token and its own policies."""
    from django.utils import timezone

    from kernel.deadlines.models import DeadlinePolicy
    from kernel.history import SYSTEM
    from notifications.services.linking import deep_link, issue_code
    from orders.states import DISPATCH_CLOCK, NEW_CLOCK, STATE_CLOCKS
    from sellers.models import Membership, Shop
    from sellers.services import create_shop, issue_token
    from sellers.states import TokenScope

    now = timezone.now()
    made = create_shop(
        slug=slug,
        name=slug,
        owner_email=f"owner@{slug}.test",
        actor=SYSTEM,
        at=now,
    )
    Shop.objects.filter(pk=made.pk).update(
        calendar="always", zone="UTC", language="en", notification_email=f"inbox@{slug}.test"
    )
    owner = Membership.objects.get(shop=made).user
    owner.language = "en"
    owner.save()
    for kind in {*STATE_CLOCKS.values(), DISPATCH_CLOCK}:
        hasty = kind == NEW_CLOCK
        DeadlinePolicy.objects.create(
            kind=kind,
            shop_id=made.pk,
            effective_from=SINCE,
            calendar="always",
            allowance_s=seconds if hasty else FAR,
            good_s=seconds // 4 if hasty else None,
            warnings=[50, 80] if hasty else [],
        )
    issued = issue_token(
        shop_id=made.pk,
        label="acceptance",
        scopes=list(TokenScope),
        expires_at=now + timedelta(days=1),
        created_by_id=owner.pk,
        actor=SYSTEM,
        at=now,
    )
    return {
        "id": made.pk,
        "slug": slug,
        "owner": owner.pk,
        "inbox": f"inbox@{slug}.test",
        "token": issued.secret,
        "link": deep_link(issue_code(user_id=owner.pk, now=now)),
    }


def moderator():
    """Return the demo's moderator, with a link to Telegram; she reads English."""
    from django.utils import timezone

    from notifications.services.linking import deep_link, issue_code
    from sellers.models import User

    user = User.objects.get(email="moderator@demo.otgruz.test")
    return {
        "id": user.pk,
        "email": user.email,
        "link": deep_link(issue_code(user_id=user.pk, now=timezone.now())),
    }


if __name__ == "__main__":
    import sys

    django.setup()
    main([int(seconds) for seconds in sys.argv[1:]])
