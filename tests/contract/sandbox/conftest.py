"""Tools of the sandbox's own tests."""

import asyncio
import json
import os
import shutil
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

TOKENS = (f"{number}:test-token" for number in count(700_000))


@pytest.fixture(scope="session")
def http():
    """A client that begins each request anew: what one test had broken off is no other test's connection."""
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(timeout=60, trust_env=False, verify=False, limits=limits) as client:
        yield client


@pytest.fixture
def control(world, http):
    """Call the control API: ``control("post", path, **body)``."""

    def call(method, path, expect=200, **body):
        sent = {} if method == "get" else {"json": body}
        reply = http.request(method.upper(), world.web_url + "/api" + path, **sent)
        assert reply.status_code == expect, reply.text
        return reply.json()

    return call


@pytest.fixture
def token():
    """A token that no other test has used: a bot of one's own."""
    return next(TOKENS)


class Api:
    """The Bot API by hand, for what the library would not let one do."""

    def __init__(self, base, http):
        self.base, self.http = base, http

    def __call__(self, method, **parameters):
        return self.http.post(f"{self.base}/{method}", json=parameters).json()


@pytest.fixture
def api(world, token, http):
    api = Api(world.telegram_base_url + token, http)
    api("getMe")
    return api


@pytest.fixture
def bot_id(token):
    return int(token.partition(":")[0])


@pytest.fixture
def person(world, api, bot_id):
    """Somebody who has started the bot."""
    someone = world.call(world.telegram.person, 0, "Олена Шевченко")
    world.call(world.telegram.write, someone.id, "/start", bot_id)
    return someone


@pytest.fixture
def library(world, token):
    """Run a coroutine function with a real python-telegram-bot `Bot`."""

    def run(work):
        async def whole():
            request = HTTPXRequest(
                connection_pool_size=4,
                read_timeout=5,
                httpx_kwargs={"trust_env": False, "verify": False},
            )
            bot = Bot(
                token,
                base_url=world.telegram_base_url,
                request=request,
                get_updates_request=request,
            )
            async with bot:
                return await work(bot)

        return asyncio.run(whole())

    return run


class Receiver:
    """A web server of ours that keeps what is posted to it and answers as told."""

    def __init__(self):
        self.bodies, self.secrets, self.answers = [], [], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.bodies.append(json.loads(body))
                receiver.secrets.append(self.headers["X-Telegram-Bot-Api-Secret-Token"])
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def chromium_path():
    """The browser, if there is one; the reason is told if there is none."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip("no Chromium on this machine: the sandbox's page is NOT tested")
    return path
