"""The vectors of Cainiao's signature: the raw digest over the very bytes, and nothing like it."""

import pytest

from kernel.remote import Request
from logistics.clients.cainiao.signing import digest_of, is_signed

SECRET = "cn-demo-secret-01"
A = '{"orderCode":"LP00700000000017","locale":"ru_RU","onlyOfficialNode":true}'
B = (
    '{"mailNo":"LP00700000000017","traceDetail":{"actionCode":"GTMS_DO_DEPART",'
    '"time":"2024-03-05 10:20:30","timeZone":"+3","standardDesc":"Out for delivery",'
    '"location":"Москва 张三"}}'
)
A_SPACED = A.replace(":", ": ").replace(",", ", ")
A_WRONG = "NDcxNDcwNGQ1YTc3ZmFkOWQ1N2Q4Yjk5MzI0ZmFmNGQ="
WIRE = (
    b"msg_type=cnge.track.get&logistic_provider_id=RES_DEMO_0001&to_code=TRACK"
    b"&logistics_interface=%7B%22orderCode%22%3A%22LP00700000000017%22%2C%22locale%22%3A%22ru_RU%22"
    b"%2C%22onlyOfficialNode%22%3Atrue%7D&data_digest=RxRwTVp3%2BtnVfYuZMk%2BvTQ%3D%3D"
)


def as_ascii(text):
    return text.encode("ascii", "backslashreplace").decode().replace("\\U", "\\u")


@pytest.mark.parametrize(
    ("content", "secret", "digest"),
    [
        pytest.param(b"hello1234", "key123", "ufYU7rvXhHY3IDyZgyt6SA==", id="official"),
        pytest.param(A.encode(), SECRET, "RxRwTVp3+tnVfYuZMk+vTQ==", id="A"),
        pytest.param(A_SPACED.encode(), SECRET, "tb2sXDLGK9ah7SOOBomLvA==", id="A-spaced"),
        pytest.param(B.encode(), SECRET, "1NE1SWz0jL/KFwu4BdB/kA==", id="B"),
        pytest.param(B.encode("gbk"), SECRET, "jAbZWvklLty40XK9hy0RQQ==", id="B-gbk"),
        pytest.param(as_ascii(B).encode(), SECRET, "AwSbkZLmD8at0Z//ibcI5g==", id="B-ascii"),
        pytest.param(
            b"<request><addr>1</addr></request>", SECRET, "u5x4G1R+InpvGwVJmNAU4w==", id="X"
        ),
    ],
)
def test_the_vectors(content, secret, digest):
    assert digest_of(content, secret) == digest
    assert is_signed(content, digest, secret)


def test_the_hex_digest_is_no_signature():
    assert not is_signed(A.encode(), A_WRONG, SECRET)


def test_without_a_secret_nothing_is_signed():
    assert not is_signed(A.encode(), digest_of(A.encode(), ""), "")


def test_a_plus_in_the_digest_travels_escaped():
    fields = {
        "msg_type": "cnge.track.get",
        "logistic_provider_id": "RES_DEMO_0001",
        "to_code": "TRACK",
        "logistics_interface": A,
        "data_digest": digest_of(A.encode(), SECRET),
    }
    assert Request.form("https://cainiao.test/", fields).body == WIRE


def test_the_sandbox_signs_by_itself_and_alike():
    from sandbox.cainiao.envelope import digest

    assert digest(B.encode(), SECRET) == digest_of(B.encode(), SECRET)
    assert digest(A.encode(), SECRET, of_hex=True) == A_WRONG
