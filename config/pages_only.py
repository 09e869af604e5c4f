"""What pages need and machines do not: an integrator has a token, and neither session nor messages.

Each is the middleware it is named after, which requests of the API pass by. What answers share (language,
security headers, request ids, access, throttle) stands in the list for all.
"""

from typing import Any

from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest
from django_htmx import middleware as htmx

MACHINES = "/api/v1/"


class PagesOnly:
    """Mixed into a middleware, has requests of machines go on to the next one at once."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        """Do what the middleware does, for pages."""
        if request.path.startswith(MACHINES):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class SessionMiddleware(PagesOnly, sessions.SessionMiddleware):
    """Sessions, for pages."""


class AuthenticationMiddleware(PagesOnly, auth.AuthenticationMiddleware):
    """The signed-in user, for pages."""


class MessageMiddleware(PagesOnly, messages.MessageMiddleware):
    """Messages kept for the next page."""


class HtmxMiddleware(PagesOnly, htmx.HtmxMiddleware):
    """What htmx tells of its requests, for pages."""
