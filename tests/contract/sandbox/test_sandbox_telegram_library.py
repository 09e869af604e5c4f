"""The real python-telegram-bot, unchanged, against the sandbox: every method that the product uses."""

import pytest
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Accept", callback_data="accept:41")],
        [InlineKeyboardButton("Open", url="http://127.0.0.1:8000/orders/41")],
    ]
)


def test_the_bot_introduces_itself(library, bot_id):
    async def work(bot):
        return await bot.get_me()

    me = library(work)
    assert (me.id, me.is_bot, me.username) == (bot_id, True, "otgruz_demo_bot")


def test_a_message_with_markup_and_buttons_is_sent_and_shown(library, world, person, bot_id):
    async def work(bot):
        return await bot.send_message(
            person.id, "<b>New order</b> 41 &amp; more", parse_mode="HTML", reply_markup=BUTTONS
        )

    message = library(work)
    assert (message.chat.id, message.chat.type, message.text) == (
        person.id,
        "private",
        "New order 41 & more",
    )
    assert [(e.type, e.offset, e.length) for e in message.entities] == [("bold", 0, 9)]
    assert message.reply_markup == BUTTONS
    assert world.texts_in(person.id, bot_id) == ["New order 41 & more"]
    (effect,) = world.journal.lines("telegram", "message.sent")
    assert effect.key == f"{person.id}:{message.message_id}"


def test_a_message_is_edited_stripped_of_buttons_and_deleted(library, world, person, bot_id):
    async def work(bot):
        sent = await bot.send_message(person.id, "New order 41", reply_markup=BUTTONS)
        edited = await bot.edit_message_text(
            "Accepted", person.id, sent.message_id, reply_markup=BUTTONS
        )
        bare = await bot.edit_message_reply_markup(person.id, sent.message_id)
        return edited, bare, await bot.delete_message(person.id, sent.message_id)

    edited, bare, deleted = library(work)
    assert (edited.text, edited.reply_markup, edited.edit_date is None) == (
        "Accepted",
        BUTTONS,
        False,
    )
    assert (bare.text, bare.reply_markup, deleted) == ("Accepted", None, True)
    assert world.texts_in(person.id, bot_id) == []
    kinds = [line.kind for line in world.journal.lines("telegram") if ":" in line.key]
    assert kinds == ["message.sent", "message.edited", "markup.edited", "message.deleted"]


def test_a_pressed_button_arrives_as_an_update_and_is_answered(library, world, person, bot_id):
    async def work(bot):
        sent = await bot.send_message(person.id, "New order 41", reply_markup=BUTTONS)
        press = world.call(world.telegram.press, person.id, sent.message_id, "accept:41", bot_id)
        updates = await bot.get_updates(timeout=2)
        query = updates[-1].callback_query
        answered = await query.answer("Order 41 is yours", show_alert=True)
        return sent, press, query, answered

    sent, press, query, answered = library(work)
    assert (query.id, query.data, query.from_user.id) == (press.id, "accept:41", person.id)
    assert (query.message.message_id, query.message.reply_markup) == (sent.message_id, BUTTONS)
    assert (answered, press.answer) == (True, {"text": "Order 41 is yours", "show_alert": True})


def test_a_deep_link_arrives_as_a_start_command_with_its_code(library, world, token):
    async def work(bot):
        world.call(world.telegram.open_link, "https://t.me/otgruz_demo_bot?start=LINK-1_a")
        return await bot.get_updates()

    (update,) = library(work)
    (command,) = update.message.entities
    assert update.message.text == "/start LINK-1_a"
    assert (command.type, command.offset, command.length) == ("bot_command", 0, 6)
    assert update.effective_user.id == update.effective_chat.id


def test_commands_are_set_read_and_deleted(library):
    async def work(bot):
        await bot.set_my_commands([BotCommand("today", "What is due today")])
        before = await bot.get_my_commands()
        await bot.delete_my_commands()
        return before, await bot.get_my_commands()

    assert library(work) == ((BotCommand("today", "What is due today"),), ())


def test_a_webhook_is_set_described_and_deleted(library, receiver):
    async def work(bot):
        await bot.set_webhook(receiver.url, secret_token="s-1", allowed_updates=["message"])
        before = await bot.get_webhook_info()
        await bot.delete_webhook(drop_pending_updates=True)
        return before, await bot.get_webhook_info()

    before, after = library(work)
    assert (before.url, before.allowed_updates) == (receiver.url, ("message",))
    assert (after.url, after.pending_update_count) == ("", 0)


def test_what_a_webhook_receives_is_an_update_of_the_library(
    library, world, receiver, person, bot_id
):
    async def work(bot):
        await bot.set_webhook(receiver.url)
        world.call(world.telegram.block, person.id, True, bot_id)
        world.call(world.telegram.write, person.id, "/today", bot_id)
        world.journal.wait("telegram", "update.delivered", count=4)
        await bot.delete_webhook()
        return [Update.de_json(body, bot) for body in receiver.bodies]

    start, blocked, unblocked, today = library(work)
    assert (start.message.text, today.message.text) == ("/start", "/today")
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member.new_chat_member.status == "member"
    assert today.update_id == start.update_id + 3


@pytest.mark.parametrize(
    ("fault", "error", "told"),
    [
        (
            {"status": 429, "retry_after": 7},
            RetryAfter,
            "Flood control exceeded. Retry in 0:00:07",
        ),
        ({"status": 403}, Forbidden, "Forbidden: bot was blocked by the user"),
        ({"status": 401}, InvalidToken, "Unauthorized"),
        ({"status": 400, "text": "Bad Request: chat not found"}, BadRequest, "Chat not found"),
    ],
)
def test_a_commanded_error_is_the_librarys_own_error(
    library, world, person, fault, error, told, monkeypatch
):
    """N1: 429 and 403 have the shape that the real Bot API gives them."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns of its own future
    world.fail("telegram", "status", operation="sendMessage", target=person.id, **fault)

    async def work(bot):
        with pytest.raises(error) as caught:
            await bot.send_message(person.id, "New order 41")
        return caught.value

    assert library(work).message == told
    assert world.journal.lines("telegram", "message.sent") == []


def test_a_blocked_bot_is_forbidden_and_an_unblocked_one_heard_again(
    library, world, person, bot_id
):
    """N1: 403 until the person lets the bot in again."""

    async def work(bot):
        world.call(world.telegram.block, person.id, True, bot_id)
        with pytest.raises(Forbidden):
            await bot.send_message(person.id, "lost")
        world.call(world.telegram.block, person.id, False, bot_id)
        await bot.send_message(person.id, "heard")

    library(work)
    assert world.texts_in(person.id, bot_id) == ["heard"]


def test_a_migrated_group_tells_its_new_id(library, world, api, bot_id):
    """N1: the old id of a group that became a supergroup only tells the new one."""
    group = world.call(world.telegram.group, "Warehouse", bot_id)

    async def work(bot):
        await bot.send_message(group.id, "before")
        new = world.call(world.telegram.migrate, group.id, bot_id)
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(group.id, "lost")
        await bot.send_message(caught.value.new_chat_id, "after")
        return new

    new = library(work)
    assert (world.texts_in(group.id, bot_id), world.texts_in(new.id, bot_id)) == (
        ["before"],
        ["after"],
    )
