"""Calls that ended long ago keep what became of them, and lose what they said of people."""

from datetime import datetime

from kernel.remote.models import OddReply, RemoteCall


def forget_contents(*, before: datetime, limit: int = 10_000) -> int:
    """Empty what up to ``limit`` calls ended before that moment said and were answered; return how many."""
    old = RemoteCall.objects.filter(ended_at__lt=before).exclude(payload={}, answer={})
    ids = list(old.order_by("ended_at").values_list("pk", flat=True)[:limit])
    OddReply.objects.filter(at__lt=before).delete()
    return RemoteCall.objects.filter(pk__in=ids).update(payload={}, answer={})
