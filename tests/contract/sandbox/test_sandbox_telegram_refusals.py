"""What the Bot API refuses, in its own words."""

import pytest

LONG = "я" * 4097


def refused(answer):
    assert answer["ok"] is False
    return answer["error_code"], answer["description"]


def button(**more):
    return {"reply_markup": {"inline_keyboard": [[{"text": "Accept", **more}]]}}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "  \n "}, "message text is empty"),
        ({"text": LONG}, "message is too long"),
        ({"text": "a", "parse_mode": "Word"}, "unsupported parse_mode"),
        (
            {"text": "a <b>b", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "1.5", "parse_mode": "MarkdownV2"},
            "can't parse entities: Character '.' is reserved and must be escaped "
            "with the preceding '\\'",
        ),
        ({"text": "a", **button(callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "a", **button(callback_data="ї" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "a", **button(callback_data="")}, "BUTTON_DATA_INVALID"),
        (
            {"text": "a", **button()},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", **button(url="http://localhost:8000/")},
            "inline keyboard button URL 'http://localhost:8000/' is invalid: Wrong HTTP URL",
        ),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ],
)
def test_a_wrong_message_is_refused_and_not_sent(world, api, person, parameters, words):
    answer = api("sendMessage", chat_id=person.id, **parameters)
    assert refused(answer) == (400, f"Bad Request: {words}")
    assert world.journal.lines("telegram", "message.sent") == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"text": "я" * 4096},
        {"text": f"<b>{'я' * 4096}</b>", "parse_mode": "HTML"},
        {"text": "a", **button(callback_data="x" * 64)},
        {"text": "a", **button(url="https://otgruz.example/")},
        {"text": "a", **button(url="http://127.0.0.1:8000/")},
        {"text": "a", "reply_parameters": {"message_id": 99, "allow_sending_without_reply": True}},
    ],
)
def test_what_just_fits_is_sent(world, api, person, parameters):
    assert api("sendMessage", chat_id=person.id, **parameters)["ok"] is True
    assert len(world.journal.lines("telegram", "message.sent")) == 1


def test_strangers_cannot_be_written_to(world, api):
    stranger = world.call(world.telegram.person)
    assert refused(api("sendMessage", chat_id=1, text="a")) == (400, "Bad Request: chat not found")
    assert refused(api("sendMessage", chat_id=stranger.id, text="a")) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )


def test_a_deleted_account_cannot_be_written_to(world, api, person, control):
    control("post", f"/telegram/people/{person.id}", deactivated=True)
    answer = api("sendMessage", chat_id=person.id, text="a")
    assert refused(answer) == (403, "Forbidden: user is deactivated")


def test_only_what_there_is_can_be_edited(world, api, person, bot_id):
    theirs = world.call(world.telegram.write, person.id, "hello", bot_id)["message_id"]
    ours = api("sendMessage", chat_id=person.id, text="a")["result"]["message_id"]

    def edit(message_id):
        return refused(api("editMessageText", chat_id=person.id, message_id=message_id, text="a"))

    assert edit(9999) == (400, "Bad Request: message to edit not found")
    assert edit(theirs) == (400, "Bad Request: message can't be edited")
    code, words = edit(ours)
    assert (code, words[:36]) == (400, "Bad Request: message is not modified")
    assert world.journal.lines("telegram", "message.edited") == []


def test_only_what_there_is_can_be_deleted(api, person):
    answer = api("deleteMessage", chat_id=person.id, message_id=9999)
    assert refused(answer) == (400, "Bad Request: message to delete not found")


def test_a_press_is_answered_in_time_or_not_at_all(world, api, person, bot_id):
    sent = api("sendMessage", chat_id=person.id, text="a", **button(callback_data="x"))["result"]
    press = world.call(world.telegram.press, person.id, sent["message_id"], "x", bot_id)
    world.advance(16 * 60)
    code, words = refused(api("answerCallbackQuery", callback_query_id=press.id))
    assert (code, words[:35]) == (400, "Bad Request: query is too old and r")
    assert press.answer is None


def test_commands_must_be_whole(api):
    wrong = [{"command": "today", "description": ""}]
    assert refused(api("setMyCommands", commands=wrong)) == (
        400,
        "Bad Request: BOT_COMMAND_INVALID",
    )


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("/bot123:abc/noSuchMethod", 404, "Not Found"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/elsewhere", 404, "Not Found"),
    ],
)
def test_unknown_paths_are_not_found(world, http, path, code, words):
    reply = http.get(world.telegram_url + path)
    assert (reply.status_code, refused(reply.json())) == (code, (code, words))


def test_with_a_list_of_tokens_any_other_is_unauthorized(world, http):
    known = world.telegram.accepted
    world.telegram.accepted = frozenset({"1:known"})
    try:
        reply = http.get(f"{world.telegram_base_url}2:other/getMe")
    finally:
        world.telegram.accepted = known
    assert (reply.status_code, refused(reply.json())) == (401, (401, "Unauthorized"))


@pytest.mark.parametrize(
    "how",
    [
        {"json": {"text": "hello", "reply_markup": {"inline_keyboard": []}}},
        {"data": {"text": "hello", "reply_markup": '{"inline_keyboard": []}'}},
        {"files": {"text": (None, "hello"), "disable_notification": (None, "true")}},
        {"params": {"text": "hello"}},
    ],
    ids=["json", "form", "multipart", "query"],
)
def test_parameters_may_come_in_any_form(http, world, token, person, how):
    url = f"{world.telegram_base_url}{token}/SENDmessage?chat_id={person.id}"
    if "params" in how:
        reply = http.get(url, params={"chat_id": person.id, **how["params"]})
    else:
        reply = http.post(url, **how)
    assert (reply.status_code, reply.json()["result"]["text"]) == (200, "hello")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff"])
def test_a_body_that_is_no_object_is_refused(http, world, token, api, body):
    reply = http.post(
        f"{world.telegram_base_url}{token}/sendMessage",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert refused(reply.json()) == (400, "Bad Request: can't parse JSON object")
