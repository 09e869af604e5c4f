"""What every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self'; connect-src 'self'; font-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class ContentSecurityMiddleware:
    """Lets pages run our own scripts only.

    The back office's widgets need eval; the floor's camera reads barcodes by WebAssembly. Nothing else does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        policy = POLICY
        if request.path.startswith("/backoffice/"):
            policy = policy.replace(
                "script-src 'self'", "script-src 'self' 'unsafe-eval' 'unsafe-inline'"
            )
        elif request.path.startswith("/floor/"):
            policy = policy.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
        response.setdefault("Content-Security-Policy", policy)
        return response
