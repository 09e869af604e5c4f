"""Updates: long polling with its conflicts, and webhooks with their repeats."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest


def texts(answer):
    return [update["message"]["text"] for update in answer["result"]]


@pytest.fixture
def write(world, api, bot_id):
    someone = world.call(world.telegram.person)

    def say(*words):
        for text in words:
            world.call(world.telegram.write, someone.id, text, bot_id)

    return say


def poll(world, token, **parameters):
    with httpx.Client(timeout=60, trust_env=False, verify=False) as client:
        return client.post(f"{world.telegram_base_url}{token}/getUpdates", json=parameters).json()


def test_updates_stay_until_a_greater_offset_confirms_them(api, write):
    write("one", "two", "three")
    first = api("getUpdates", limit=2)
    assert texts(first) == ["one", "two"]
    assert texts(api("getUpdates")) == ["one", "two", "three"]
    assert texts(api("getUpdates", offset=first["result"][-1]["update_id"] + 1)) == ["three"]
    assert texts(api("getUpdates")) == ["three"]


def test_a_negative_offset_keeps_only_the_last(api, write):
    write("one", "two", "three")
    assert texts(api("getUpdates", offset=-1)) == ["three"]


def test_a_long_poll_ends_with_the_first_update(world, api, token, write):
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(poll, world, token, timeout=5)
        world.calls.wait("telegram", "getUpdates")
        write("hello")
        assert texts(waiting.result()) == ["hello"]


def test_the_earlier_of_two_pollers_is_ended_with_a_conflict(world, api, token, write):
    with ThreadPoolExecutor() as threads:
        earlier = threads.submit(poll, world, token, timeout=5)
        world.calls.wait("telegram", "getUpdates")
        later = threads.submit(poll, world, token, timeout=5)
        world.calls.wait("telegram", "getUpdates", count=2)
        assert earlier.result()["description"] == (
            "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        write("hello")
        assert texts(later.result()) == ["hello"]


def test_polling_while_a_webhook_is_set_is_a_conflict(api, receiver):
    api("setWebhook", url=receiver.url)
    answer = api("getUpdates")
    assert (answer["error_code"], answer["description"][:53]) == (
        409,
        "Conflict: can't use getUpdates method while webhook i",
    )
    api("deleteWebhook")
    assert api("getUpdates") == {"ok": True, "result": []}


def test_setting_a_webhook_ends_a_waiting_poll(world, api, token, receiver):
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(poll, world, token, timeout=5)
        world.calls.wait("telegram", "getUpdates")
        api("setWebhook", url=receiver.url)
        assert waiting.result()["error_code"] == 409
    api("deleteWebhook")


def test_a_webhook_gets_updates_in_order_with_the_secret(world, api, write, receiver):
    api("setWebhook", url=receiver.url, secret_token="s-1")
    write("one", "two", "three")
    world.journal.wait("telegram", "update.delivered", count=3)
    api("deleteWebhook")
    assert [body["message"]["text"] for body in receiver.bodies] == ["one", "two", "three"]
    assert receiver.secrets == ["s-1"] * 3


def test_an_update_that_failed_is_repeated_before_the_next(world, api, write, receiver):
    receiver.answers = [500, 302, 404]
    api("setWebhook", url=receiver.url)
    write("one", "two")
    world.journal.wait("telegram", "update.delivered", count=2)
    info = api("getWebhookInfo")["result"]
    api("deleteWebhook")
    assert [body["message"]["text"] for body in receiver.bodies] == ["one"] * 4 + ["two"]
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
    assert info["pending_update_count"] == 0


def test_an_update_can_be_delivered_again_on_command(world, api, write, receiver, bot_id, control):
    """A receiver must know by the update's number that it has had it."""
    api("setWebhook", url=receiver.url)
    write("one")
    (line,) = world.journal.wait("telegram", "update.delivered")
    control("post", f"/telegram/updates/{line.key}/again", bot=bot_id)
    world.journal.wait("telegram", "update.delivered", count=2)
    api("deleteWebhook")
    assert receiver.bodies[0] == receiver.bodies[1]


def test_only_the_kinds_asked_for_are_queued(world, api, write, bot_id):
    api("getUpdates", allowed_updates=["callback_query"])
    write("not heard")
    assert api("getUpdates")["result"] == []
    api("getUpdates", allowed_updates=[])
    write("heard")
    assert texts(api("getUpdates")) == ["heard"]


def test_pending_updates_can_be_dropped(api, write):
    write("old")
    api("deleteWebhook", drop_pending_updates=True)
    assert api("getUpdates")["result"] == []


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (
            {"url": "https://example.com/hook"},
            "bad webhook: the sandbox delivers to 127.0.0.1 only",
        ),
        ({"url": "ftp://127.0.0.1/"}, "bad webhook: the sandbox delivers to 127.0.0.1 only"),
        (
            {"url": "http://127.0.0.1/", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
    ],
)
def test_a_bad_webhook_is_refused(api, parameters, words):
    assert api("setWebhook", **parameters)["description"] == f"Bad Request: {words}"
    assert api("getWebhookInfo")["result"]["url"] == ""
