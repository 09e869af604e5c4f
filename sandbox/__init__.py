"""The outside world on loopback: stand-ins for Telegram, a mail server and two SMS gateways.

They speak the true wire formats over real sockets, keep their own journal of what took effect, and
misbehave on command. Nothing of the product imports this package and it imports nothing of the
product. `README.md` beside this file tells how to use it.
"""
