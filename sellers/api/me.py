"""Who is asking: what an integrator checks first."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import problems
from sellers.api.serializers import MeOut


class Me(APIView):
    """The token and its shop."""

    @extend_schema(operation_id="me", responses={200: MeOut, **problems()})
    def get(self, request: Any) -> Response:
        """Return the shop the token belongs to, what it may do, and until when."""
        return Response(MeOut({"shop": request.shop, "token": request.token_used}).data)
