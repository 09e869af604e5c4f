"""The control API and the page: everything that a person or a script does to the outside world."""

import smtplib

import pytest
from playwright.sync_api import sync_playwright


def deliver(world, to="olena@example.ua", html="<p>Готово</p>"):
    raw = (
        f"Subject: =?utf-8?b?0KLQtdGB0YI=?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}"
    )
    with smtplib.SMTP(world.smtp_host, world.smtp_port, timeout=60) as client:
        client.sendmail("otgruz@example.com", [to], raw.encode())


def test_the_state_names_every_service_with_its_address(world, control):
    state = control("get", "/state")
    addresses = {one["name"]: one["address"] for one in state["services"]}
    assert addresses == {
        "telegram": world.telegram_url,
        "mail": f"smtp://127.0.0.1:{world.smtp_port}",
        "sms": world.sms_url,
        "nova_poshta": world.nova_poshta_url.removesuffix("/v2.0/json/"),
        "cainiao": world.cainiao_url.removesuffix("/gateway/link.do"),
        "trade_partner": world.trade_partner_url,
        "web": world.web_url,
    }
    assert state["faults"] == []


def test_every_ready_switch_is_a_fault_that_makes_sense(control):
    for service in control("get", "/state")["services"]:
        for preset in service["presets"]:
            how = {name: value for name, value in preset.items() if name != "label"}
            fault = control("post", "/faults", 201, service=service["name"], **how)
            assert {name: fault[name] for name in how} == how
            assert control("delete", f"/faults?id={fault['id']}") == {"lifted": 1}


def test_a_whole_conversation_is_played_through_the_api(world, control, api, bot_id):
    """Deep link, message, button, answer, block: what the page does with its forms."""
    start = control("post", "/telegram/open", link="t.me/otgruz_demo_bot?start=LINK-1", person=0)
    chat = start["chat"]["id"]
    keys = {"inline_keyboard": [[{"text": "Accept", "callback_data": "accept:41"}]]}
    sent = api("sendMessage", chat_id=chat, text="Order 41", reply_markup=keys)["result"]
    press = {"message_id": sent["message_id"], "data": "accept:41", "bot": bot_id}
    query = control("post", f"/telegram/chats/{chat}/press", **press)
    api("answerCallbackQuery", callback_query_id=query["id"], text="Yours")
    control("post", f"/telegram/chats/{chat}/write", text="thanks", bot=bot_id)
    control("post", f"/telegram/chats/{chat}/block", blocked=True, bot=bot_id)

    shown = control("get", f"/telegram/chats/{chat}?bot={bot_id}")
    assert [one["text"] for one in shown["messages"]] == ["/start LINK-1", "Order 41", "thanks"]
    assert [one["answer"] for one in shown["presses"]] == [{"text": "Yours", "show_alert": False}]
    assert shown["blocked"] is True
    updates = api("getUpdates")["result"]
    kinds = [next(name for name in one if name != "update_id") for one in updates]
    assert kinds == ["message", "callback_query", "message", "my_chat_member"]


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/telegram/open", {"link": "https://example.com/x"}, "a deep link reads"),
        ("/telegram/open", {"link": "https://t.me/other_bot?start=1"}, "no such bot has called"),
        ("/telegram/open", {"link": "https://t.me/otgruz_demo_bot?start=a b"}, "a start code has"),
        ("/telegram/open", {}, "'link' is missing"),
        ("/telegram/chats/1/press", {"message_id": 1, "data": "x"}, "bot "),
        ("/telegram/chats/x/write", {"text": "x"}, "invalid literal for int()"),
        ("/sms/numbers/380", {"outcome": "eaten"}, "an outcome is one of"),
        ("/faults", {"service": "sms", "kind": "x"}, "sms knows the kinds"),
    ],
)
def test_what_makes_no_sense_is_answered_with_the_reason(control, api, path, body, words):
    assert control("post", path, 422, **body)["error"][: len(words)] == words


def test_a_button_that_is_not_there_cannot_be_pressed(control, api, person, bot_id):
    sent = api("sendMessage", chat_id=person.id, text="no buttons")["result"]
    press = {"message_id": sent["message_id"], "data": "x", "bot": bot_id}
    answer = control("post", f"/telegram/chats/{person.id}/press", 422, **press)
    assert answer["error"] == f"message {sent['message_id']} has no button 'x'"


def test_mail_is_listed_by_recipient_and_shown_whole(world, control, http):
    deliver(world)
    deliver(world, "taras@example.ua")
    listed = control("get", "/mail/messages?to=OLENA@example.ua")
    assert [one["subject"] for one in listed["messages"]] == ["Тест"]
    assert {one["address"]: one["count"] for one in listed["recipients"]} == {
        "olena@example.ua": 1,
        "taras@example.ua": 1,
    }
    number = listed["messages"][0]["id"]
    shown = control("get", f"/mail/messages/{number}")
    assert (shown["text"], shown["html"].strip()) == ("", "<p>Готово</p>")
    source = http.get(f"{world.web_url}/api/mail/messages/{number}/raw")
    assert source.headers["Content-Type"] == "message/rfc822"
    assert source.content.startswith(b"Subject: =?utf-8?b?")
    assert http.get(f"{world.web_url}/api/mail/messages/999").status_code == 404


def test_foreign_html_can_do_nothing(world, http):
    deliver(world, html="<script>alert(1)</script>")
    (mail,) = world.mails_to("olena@example.ua")
    reply = http.get(f"{world.web_url}/api/mail/messages/{mail.id}/html")
    assert reply.headers["Content-Security-Policy"].startswith("sandbox allow-popups ")
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


def test_the_journal_is_read_from_where_one_stopped(world, control):
    deliver(world)
    first = control("get", "/journal?service=mail")
    deliver(world, "taras@example.ua")
    later = control("get", f"/journal?service=mail&after={first['last']}")
    assert [[line["kind"], line["key"]] for line in first["lines"] + later["lines"]] == [
        ["mail.accepted", "olena@example.ua"],
        ["mail.accepted", "taras@example.ua"],
    ]
    assert len(control("get", "/journal?limit=1")["lines"]) == 1


def test_one_service_can_be_cleared_and_the_clock_advanced(world, control, person):
    deliver(world)
    control("post", "/clear", service="telegram")
    assert (world.telegram.people, len(world.mails_to("olena@example.ua"))) == ({}, 1)
    before = control("get", "/state")["now"]
    assert control("post", "/clock", advance=3600)["now"] > before


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "10.0.0.1"])
def test_a_foreign_host_name_is_turned_away(world, http, host):
    assert http.get(world.web_url + "/api/state", headers={"Host": host}).status_code == 403


def test_a_form_of_a_foreign_page_is_turned_away(world, http):
    reply = http.post(world.web_url + "/api/clear", data={"service": ""})
    assert reply.status_code == 415


@pytest.fixture(scope="module")
def page(chromium_path, sandbox_world):
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path, args=flags)
        page = browser.new_page()
        page.foreign = []
        page.on("request", lambda request: page.foreign.append(request.url))
        page.on("pageerror", lambda error: page.foreign.append(str(error)))
        yield page
        browser.close()


@pytest.mark.browser
def test_a_person_presses_a_button_on_the_page(world, page, api, bot_id):
    """The page alone is enough to link a chat, press a button and see the answer."""
    page.goto(world.web_url)
    page.get_by_label("Deep link").fill("https://t.me/otgruz_demo_bot?start=LINK-1")
    page.get_by_role("button", name="Start").click()
    page.get_by_text("/start LINK-1").first.wait_for()
    (chat,) = world.telegram.people
    (start,) = api("getUpdates")["result"]
    keys = {"inline_keyboard": [[{"text": "Accept", "callback_data": "accept:41"}]]}
    text = "<b>New</b> &lt;img src=x onerror=alert(1)&gt;"
    api("sendMessage", chat_id=chat, text=text, parse_mode="HTML", reply_markup=keys)
    page.locator(".bubble b", has_text="New").wait_for()
    page.get_by_role("button", name="Accept").click()
    (query,) = api("getUpdates", timeout=20, offset=start["update_id"] + 1)["result"]
    api("answerCallbackQuery", callback_query_id=query["callback_query"]["id"], text="It is yours")
    page.get_by_text("It is yours").wait_for()
    assert query["callback_query"]["data"] == "accept:41"
    assert [url for url in page.foreign if not url.startswith(world.web_url)] == []


@pytest.mark.browser
def test_mail_sms_and_faults_are_shown_and_switched(world, page):
    deliver(world, html="<h1>Готово</h1><script>document.title='broken'</script>")
    world.call(world.sms.accept, "smsc", "7", "380671234567", "Otgruz", "<b>Код 4411</b>")
    page.goto(f"{world.web_url}/#mail")
    page.locator(".line").click()
    page.frame_locator("iframe").get_by_role("heading", name="Готово").wait_for()
    page.goto(f"{world.web_url}/#sms")
    page.locator(".sms p", has_text="<b>Код 4411</b>").wait_for()
    page.goto(f"{world.web_url}/#faults")
    page.get_by_label("552 mailbox full").check()
    page.get_by_role("heading", name="1 in force").wait_for()
    assert [(one.kind, one.status) for one in world.faults.active("mail")] == [("status", 552)]
    page.get_by_role("button", name="Lift all").click()
    page.get_by_role("heading", name="Everything is healthy").wait_for()
    assert world.faults.active() == []


@pytest.mark.browser
def test_a_person_leads_a_waybill_to_its_way_back(world, page):
    """Taken up, led to the branch, refused there, sent back: with the buttons of the page alone."""
    page.goto(f"{world.web_url}/#nova_poshta")
    page.get_by_label("Number of a waybill").fill("20450000000001")
    page.get_by_role("button", name="Take up").click()
    for words in ("in the city of the sender", "on the way", "in the city of the buyer", "at the"):
        page.get_by_role("button", name=f"Next: {words}").click()
    page.get_by_role("button", name="The buyer refuses").click()
    page.get_by_role("button", name="Next: the waybill of the way back").click()
    page.get_by_text("The way back of 20450000000001").wait_for()
    lived = world.call(world.nova_poshta.find, "20450000000001").history
    assert [step.code for step in lived] == ["1", "4", "5", "6", "7", "103"]
