"""Put words of staff in place of the shipped ones, or silence a channel (R-004-32b)."""

from datetime import datetime

from django.db import transaction

from kernel import history
from kernel.errors import Refusal
from kernel.history import Actor
from notifications.models import TemplateText
from notifications.rules.wording import why_not


class TemplateRefused(Refusal):
    """The text cannot be sent as it is; ``wrong`` shows what of it."""

    code = "template_refused"


@transaction.atomic
def write_template(
    *, topic: str, language: str, part: str, body: str, enabled: bool, actor: Actor, at: datetime
) -> TemplateText:
    """Keep the words for one part of one message in one language; an empty body takes the shipped ones.

    Raises TemplateRefused.
    """
    if body.strip():
        reason, wrong = why_not(topic, part, body)
        if reason:
            raise TemplateRefused(reason, field="body", wrong=wrong)
    text, new = TemplateText.objects.select_for_update().get_or_create(
        topic=topic, language=language, part=part
    )
    changes = {
        name: (None if new else getattr(text, name), value)
        for name, value in (("body", body), ("enabled", enabled))
        if new or getattr(text, name) != value
    }
    text.body, text.enabled, text.changed_by_id = body, enabled, actor.user_id
    text.save()
    if changes:
        history.write(
            subject=("templatetext", str(text.pk)),
            action="write_template",
            actor=actor,
            at=at,
            changes=changes,
        )
    return text
