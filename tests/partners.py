"""An adapter of the sandbox's partner of no name, which honours our key, can be asked, or neither."""

from datetime import UTC, datetime, timedelta

from kernel.remote import BadAnswer, Done, NotThere, Partner, Refused, Request
from kernel.remote.partners import forget

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
SECRET = "k3y-of-ours-0123456789abcdef"


class Clock:
    """A clock moved by hand."""

    def __init__(self, at=NOW):
        self.at = at

    def __call__(self):
        return self.at

    def pass_by(self, **span):
        self.at += timedelta(**span)
        return self.at


class Adapter:
    """One partner with all its operations; ``url`` is where the sandbox stands for it."""

    def __init__(self, url, name="alpha", *, total_s=2.0, **options):
        self.url, self.name = f"{url}/{name}", name
        self.partner = Partner(name, name.title(), secrets=lambda: [SECRET], **options)
        how = {"read": self.read, "total_s": total_s, "most_bytes": 100_000}
        self.question = self.partner.question("ask", write=self.write_ask, **how)
        self.keyed = self.partner.act("keyed", write=self.write_keyed, honours_key=True, **how)
        self.asked = self.partner.act(
            "asked", write=self.write_plain, find=self.write_find, found=self.read_found, **how
        )
        self.blind = self.partner.act("blind", write=self.write_plain, **how)

    def forget(self):
        forget(self.partner)

    def write_ask(self, call):
        return Request.get(f"{self.url}/ask", about=call.about, key=SECRET)

    def write_keyed(self, call):
        return Request.json(f"{self.url}/keyed/act", {"key": call.key, "about": call.about})

    def write_plain(self, call):
        headers = {"Authorization": f"Bearer {SECRET}"}
        return Request.json(f"{self.url}/plain/act", {"about": call.about}, headers=headers)

    def write_find(self, call):
        return Request.get(f"{self.url}/found", about=call.about)

    def read(self, reply, call):
        told = self._told(reply)
        if told.get("ok") is not True:
            return Refused("their_error", told["error"]["text"])
        if told["about"] != call.about:
            raise BadAnswer("an answer to another call")
        return Done({name: told[name] for name in ("number", "answer") if name in told})

    def read_found(self, reply, call):
        told = self._told(reply)
        if told["about"] != call.about:
            raise BadAnswer("an answer to another call")
        return Done({"number": told["numbers"][0]}) if told["numbers"] else NotThere()

    def _told(self, reply):
        told = reply.json()
        if not isinstance(told, dict) or not isinstance(told.get("ok"), bool):
            raise BadAnswer("not what we know")
        return told
