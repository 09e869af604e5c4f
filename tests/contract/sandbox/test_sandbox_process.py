"""The sandbox as a process of its own: starting, stopping, and what it remembers."""

import ast
import json
import os
import select
import signal
import smtplib
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.server import running

ROOT = Path(__file__).parents[3]
PORTS = (
    "SANDBOX_WEB_PORT",
    "SANDBOX_TELEGRAM_PORT",
    "SANDBOX_SMTP_PORT",
    "SANDBOX_SMS_PORT",
    "SANDBOX_NOVA_POSHTA_PORT",
    "SANDBOX_CAINIAO_PORT",
    "SANDBOX_TRADE_PARTNER_PORT",
)


@pytest.fixture
def start(tmp_path):
    """Start ``python -m sandbox`` on free ports, with a memory, and kill it in the end."""
    processes = []

    def begin(**environment):
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "sandbox"],
            cwd=ROOT,
            env={**os.environ, **dict.fromkeys(PORTS, "0"), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


def addresses(process):
    told, _, _ = select.select([process.stdout], [], [], 60)
    assert told, "the sandbox says nothing"
    return json.loads(process.stdout.readline())


def ended(process):
    """Return the exit code and what was written to the error output, long before who waits is answered."""
    _, errors = process.communicate(timeout=30)
    return process.returncode, errors


def test_one_line_of_json_tells_where_everything_listens(start):
    told = addresses(start())
    assert sorted(told) == [
        "cainiao",
        "mail",
        "nova_poshta",
        "ready",
        "sms",
        "telegram",
        "trade_partner",
        "web",
    ]
    assert httpx.get(told["web"], trust_env=False, verify=False).status_code == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_even_with_callers_waiting(start, number):
    process = start()
    told = addresses(process)
    host, port = told["telegram"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as poll:
        poll.sendall(b"GET /bot1:a/getUpdates?timeout=50 HTTP/1.1\r\nHost: x\r\n\r\n")
        with smtplib.SMTP(*told["mail"].removeprefix("smtp://").split(":")) as client:
            client.ehlo()
            process.send_signal(number)
            assert ended(process) == (0, "")
            client.close()


def test_a_taken_port_is_said_plainly(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start(SANDBOX_SMTP_PORT=str(taken.getsockname()[1]))
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors[:25]) == (1, "The sandbox cannot start:")


def test_it_remembers_people_chats_mail_and_webhooks_over_a_restart(tmp_path):
    """A shop that has linked its chat must not lose it when the demo is started again."""
    path, api = tmp_path / "sandbox.json", "/bot1:a/"
    with (
        running(memory_path=path) as before,
        httpx.Client(trust_env=False, verify=False, timeout=60) as http,
    ):
        http.get(before.telegram_url + api + "getMe")
        chat = before.call(before.telegram.open_link, "t.me/otgruz_demo_bot?start=x")["chat"]["id"]
        http.get(before.telegram_url + api + "getUpdates?offset=-1")
        http.get(before.telegram_url + api + f"sendMessage?chat_id={chat}&text=hello")
        before.call(before.mail.accept, "a@b", ["c@d"], "Subject: ї\r\n\r\n".encode())
        before.call(before.sms.accept, "smsc", "7", "380671234567", "Otgruz", "ї")
        http.get(before.telegram_url + api + "setWebhook?url=http://127.0.0.1:9/")
        last = before.call(before.telegram.bot_of).updates.next_id
    with (
        running(memory_path=path) as after,
        httpx.Client(trust_env=False, verify=False, timeout=60) as http,
    ):
        assert after.texts_in(chat) == ["hello"]
        assert [mail.summary()["subject"] for mail in after.mails_to("c@d")] == ["ї"]
        assert [sms.text for sms in after.sms_to("380671234567")] == ["ї"]
        bot = after.call(after.telegram.bot_of)
        assert (bot.updates.webhook.url, bot.updates.next_id) == ("http://127.0.0.1:9/", last)
        reply = http.get(after.telegram_url + api + f"sendMessage?chat_id={chat}&text=again")
        assert reply.json()["result"]["message_id"] == 3


def test_a_memory_that_cannot_be_read_is_set_aside(tmp_path):
    path = tmp_path / "sandbox.json"
    path.write_text("{", "utf-8")
    with running(memory_path=path) as world:
        assert world.telegram.people == {}
    assert (tmp_path / "sandbox.unreadable").read_text("utf-8") == "{"


def test_it_stands_alone():
    """The sandbox may import nothing of the product, and of others only what it is built on."""
    allowed = {*sys.stdlib_module_names, "sandbox", "aiohttp", "aiosmtpd"}
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "sandbox").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    imported |= {
        alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }
    assert {name.partition(".")[0] for name in imported} - allowed == set()


def test_without_a_memory_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with running() as world:
        world.call(world.telegram.person)
    assert list(tmp_path.iterdir()) == []


def test_two_sandboxes_live_side_by_side():
    with running() as one, running() as other:
        assert one.web_url != other.web_url


def test_a_port_that_is_taken_fails_the_block_and_leaves_nothing_open():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="address already in use"), running({"web": port}):
            raise AssertionError("the block must not be entered")
