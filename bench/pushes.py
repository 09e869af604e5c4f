"""W11: the accept path of a push beside the bare insert of the same row, in the same run.

A push of Cainiao goes through its door (form read, digest verified over the bytes, one insert, commit), one
after the other; the limit inserts and commits the same rows and does nothing else. Both are p95 of their
moments in milliseconds, as calls a second. Run alone: ``python -m bench.pushes`` on a migrated database.
"""

import json
import time
from statistics import quantiles
from typing import Any

PUSHES, ROUNDS, WITHIN_MS = 400, 3, 5.0
CODE, SECRET = "RES_BENCH", "bench-secret"


def main() -> list[dict[str, Any]]:
    """Measure and return the rows."""
    from django.test import override_settings

    with override_settings(PARTNER_SECRETS={CODE: SECRET}):
        _clear()
        try:
            rounds = [(_through_the_door(n), _bare(n)) for n in range(ROUNDS)]
        finally:
            _clear()
    ours, bare = min(rounds, key=lambda pair: pair[0])
    return [
        {
            "workload": "W11",
            "name": f"a push is accepted: p95 {ours * 1000:.2f} ms, bare insert {bare * 1000:.2f} ms",
            "ops_per_s": round(1 / ours),
            "limit_name": "p95 of the bare insert and commit of the same row",
            "limit_ops_per_s": round(1 / bare),
            "ratio": round(bare / ours, 2),
            "goal": f"p95 < {WITHIN_MS:g} ms beside it",
            "met": (ours - bare) * 1000 < WITHIN_MS,
        }
    ]


def _through_the_door(turn: int) -> float:
    from urllib.parse import urlencode

    from django.test import RequestFactory

    from logistics.clients.cainiao.signing import digest_of
    from logistics.hooks.cainiao import push

    moments, factory = [], RequestFactory()
    for n in range(PUSHES):
        content = _content(n)
        form = {
            "msg_type": "TRACEPUSH",
            "msg_id": f"{turn}-{n}",
            "partner_code": CODE,
            "data_digest": digest_of(content.encode(), SECRET),
            "logistics_interface": content,
        }
        kind = "application/x-www-form-urlencoded"
        request = factory.post("/hooks/cainiao/", urlencode(form).encode(), content_type=kind)
        began = time.perf_counter()
        reply = push(request)
        moments.append(time.perf_counter() - began)
        if b"true" not in reply.content:
            raise AssertionError(reply.content)
    return quantiles(moments, n=20)[-1]


def _bare(turn: int) -> float:
    from django.db import connection, transaction
    from django.utils import timezone

    moments = []
    for n in range(PUSHES):
        body = json.dumps({"partner_code": CODE, "msg_type": "TRACEPUSH", "content": _content(n)})
        now = timezone.now()
        values: list[Any] = [f"{CODE}:bare:{turn}-{n}", body, now, now]
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_INSERT, values)
        moments.append(time.perf_counter() - began)
    return quantiles(moments, n=20)[-1]


def _content(n: int) -> str:
    detail = {"actionCode": "GTMS_DO_DEPART", "time": "2024-03-05 10:20:30", "timeZone": "+3"}
    return json.dumps({"mailNo": f"LP{n:014d}", "traceDetail": detail})


def _clear() -> None:
    from kernel.inbox.models import InboxMessage

    InboxMessage.objects.filter(event_id__startswith=f"{CODE}:").delete()


_INSERT = """
insert into kernel_inboxmessage (source, event_id, body, body_sha256, received_at, next_try_at, state,
                                 attempts, last_error)
values ('cainiao', %s, %s::jsonb, '', %s, %s, 'pending', 0, '')
"""

if __name__ == "__main__":
    import django

    django.setup()
    for line in main():
        print(json.dumps(line))
