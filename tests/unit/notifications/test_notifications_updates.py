"""What Telegram tells us, read into plain values; anything unexpected is nothing."""

from uuid import UUID

import pytest

from notifications.rules.updates import Gone, Pressed, Said, happening

ORDER = UUID("01a20113-d8a4-79a0-929c-22ac45908ec2")
PERSON = {"id": 7, "first_name": "Olena", "language_code": "uk"}
CHAT = {"id": 7, "type": "private", "first_name": "Olena", "last_name": "H."}


def message(text):
    return {
        "update_id": 1,
        "message": {"message_id": 2, "chat": CHAT, "from": PERSON, "text": text},
    }


def press(data):
    query = {"id": "q1", "from": PERSON, "message": {"message_id": 9, "chat": CHAT}, "data": data}
    return {"update_id": 1, "callback_query": query}


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("/start ABC", "start", "ABC"),
        ("/start", "start", ""),
        ("/Today@otgruz_demo_bot", "today", ""),
        ("hello there", "", ""),
        ("/start  A B", "start", "A B"),
    ],
)
def test_commands_and_words(text, command, argument):
    assert happening(message(text)) == Said(7, 7, "Olena H.", "uk", command, argument)


def test_a_press_names_its_order():
    assert happening(press(f"open:{ORDER}")) == Pressed(7, 7, "q1", 9, "open", ORDER)
    assert happening(press("old")) == Pressed(7, 7, "q1", 9, "old", None)


def test_a_farewell():
    change = {"chat": CHAT, "from": PERSON, "new_chat_member": {"status": "kicked"}}
    assert happening({"update_id": 1, "my_chat_member": change}) == Gone(7)
    change = {"chat": CHAT, "from": PERSON, "new_chat_member": {"status": "member"}}
    assert happening({"update_id": 1, "my_chat_member": change}) is None


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": 1},
        {"message": None},
        {"message": {"chat": CHAT}},
        {"message": {"chat": CHAT, "from": PERSON, "sticker": {}}},
        {"message": {"chat": {"id": "x"}, "from": PERSON, "text": "/start"}},
        {"callback_query": {"id": "q", "from": PERSON}},
        press("open:not-an-id"),
        {"edited_message": {}},
        {"my_chat_member": {}},
        {"message": []},
    ],
)
def test_what_we_have_no_use_for_is_nothing(update):
    assert happening(update) is None
