"""Addresses that lead nowhere and our own faults: a page for people, a problem for programs."""

from django.http import HttpRequest, HttpResponseBase
from django.views import defaults

from config.access.middleware import API
from kernel.problems import problem_response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer 404, also for what belongs to another shop."""
    if request.path.startswith(API):
        return problem_response(404, "not_found", "There is nothing at this address for you.")
    return defaults.page_not_found(request, exception)


def our_mistake(request: HttpRequest) -> HttpResponseBase:
    """Answer 500: nothing of the request was kept."""
    if request.path.startswith(API):
        return problem_response(
            500, "our_mistake", "The fault is ours. Send it again a little later."
        )
    return defaults.server_error(request)
