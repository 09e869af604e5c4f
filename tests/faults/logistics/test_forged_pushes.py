"""Forged pushes: none is kept, and no bit of what is signed can be turned."""

import json
import os
import random

import pytest
from django.test import RequestFactory

from logistics.hooks import cainiao
from tests.factories.partners import FORM, SECRETS, pushed, trace

FORGED = 1_000_000
REFUSED = {"S01", "S02", "S03", "S04", "S12"}


@pytest.fixture
def kept(settings, monkeypatch):
    """Collect what would be stored: the door itself needs no database."""
    settings.PARTNER_SECRETS = SECRETS
    stored = []
    monkeypatch.setattr(cainiao, "accept", lambda **told: stored.append(told))
    monkeypatch.setattr(cainiao.log, "warning", lambda *_args, **_more: None)
    return stored


def code_of(body):
    request = RequestFactory().generic("POST", "/hooks/cainiao/", body, content_type=FORM)
    reply = cainiao.push(request)
    return json.loads(reply.content)["errorCode"] if reply.content.startswith(b"{") else "xml"


def test_each_flip_of_a_bit_is_refused_or_leaves_what_is_signed_as_it_was(kept):
    """The scheme signs the content only: its number may differ, what is told may not."""
    body = pushed(trace())
    assert code_of(body) == ""
    [honest] = kept
    kept.clear()
    for bit in range(len(body) * 8):
        flipped = bytearray(body)
        flipped[bit // 8] ^= 1 << bit % 8
        code = code_of(bytes(flipped))
        assert (code in REFUSED | {"xml"}) == (not kept), code
        for told in kept:
            assert {**told["body"], "msg_id": ""} == {**honest["body"], "msg_id": ""}
        kept.clear()


def forged(rng):
    """Return a push whose maker does not know the secret."""
    digest = [
        pushed(trace(), data_digest=rng.randbytes(16).hex()),
        pushed(trace(code=f"GTMS_{rng.random()}"), secret=str(rng.random())),
        pushed(trace(), partner_code=f"RES_{rng.random()}"),
    ]
    return rng.choice(digest)


@pytest.mark.parametrize(
    "number", [pytest.param(FORGED, marks=pytest.mark.at_length), 2_000], ids=["a million", "some"]
)
def test_of_forged_pushes_none_is_kept(kept, number):
    rng = random.Random(os.urandom(8))
    assert all(code_of(forged(rng)) in {"S02", "S03"} for _ in range(number))
    assert kept == []
