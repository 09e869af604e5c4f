"""One running Otgruz for all tests of this folder, with three shops whose people are on Telegram."""

from types import SimpleNamespace

import httpx
import pytest

from tests.faults.stack.furnish import SLUGS
from tests.faults.stack.running import otgruz, printed

ALLOWANCES = {"one-by-one": 150, "crowd": 150, "sleepers": 12}  # seconds to accept an order


class Shop:
    """One shop and its owner: what they send, see and press."""

    def __init__(self, running, told):
        self.running, self.inbox, self.owner = running, told["inbox"], told["owner"]
        self.id, self.slug = told["id"], told["slug"]
        headers = {"Authorization": f"Bearer {told['token']}"}
        self.api = [
            httpx.Client(base_url=f"{web}/api/v1", headers=headers, timeout=30)
            for web in running.web
        ]
        self.chat = running.play("/telegram/open", link=told["link"])["chat"]["id"]

    def texts(self):
        """Return what the bot has said to the owner, as it reads now."""
        messages = self.running.chat(self.chat)["messages"]
        return [message["text"] for message in messages if message["from"]["is_bot"]]

    def subjects(self, of=None):
        """Return the subjects of the mails that came to the shop's inbox, or to somebody else."""
        asked = {"to": of or self.inbox}
        mails = self.running.sandbox.get("/mail/messages", params=asked).json()["messages"]
        return [mail["subject"] for mail in mails]

    def press(self, data):
        """Press the newest button that carries ``data``."""
        for message in reversed(self.running.chat(self.chat)["messages"]):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            if any(button.get("callback_data") == data for row in rows for button in row):
                body = {"message_id": message["message_id"], "data": data}
                return self.running.play(f"/telegram/chats/{self.chat}/press", **body)
        raise AssertionError(f"no button {data} in {self.texts()}")

    def state(self, order_id):
        """Return where an order stands."""
        [row] = self.running.ask("select state from orders_order where id = %s", order_id)
        return row["state"]


@pytest.fixture(scope="module")
def running():
    with otgruz() as started:
        yield started


@pytest.fixture(scope="module")
def people(running):
    """Return the shops by their slug and the moderator, all linked to the bot."""
    seconds = [str(ALLOWANCES[slug]) for slug in SLUGS]
    told = printed(running.run("-m", "tests.faults.stack.furnish", *seconds, owner=True))
    shops = {shop["slug"]: Shop(running, shop) for shop in told["shops"]}
    moderator = SimpleNamespace(**told["moderator"])
    moderator.chat = running.play("/telegram/open", link=moderator.link)["chat"]["id"]
    live = "select count(*) as n from notifications_telegramlink where ended_at is null"
    running.wait(lambda: running.ask(live)[0]["n"] == len(shops) + 1, "everybody is linked")
    yield SimpleNamespace(moderator=moderator, shops=shops)
    for client in [client for shop in shops.values() for client in shop.api]:
        client.close()
