"""A worker that dies in the middle of a sending, at the moment named by KILL_AT.

``before``: the messages are claimed, nothing has left. ``after``: the provider has taken one, and nobody
here knows it.
"""

import os
from datetime import datetime

import django

django.setup()

from notifications.clients import client_of  # noqa: E402
from notifications.services.sending import send_batch  # noqa: E402


class Doomed:
    """A client whose process does not live to see the end of the call."""

    def __init__(self, client):
        self._client = client

    def send(self, letter):
        if os.environ["KILL_AT"] == "after":
            self._client.send(letter)
        os.kill(os.getpid(), 9)


with client_of(os.environ["CHANNEL"]) as client:
    at = datetime.fromisoformat(os.environ["AT"])
    send_batch(os.environ["CHANNEL"], Doomed(client), clock=lambda: at)
