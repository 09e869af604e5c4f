"""Offers over REST: translate the request, make one call, translate the answer."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import IF_MATCH, cursor_after, expected_version, key_of, problems
from sellers import selectors, services
from sellers.api.serializers import OfferIn, OfferOut, OfferPageOut, OfferQuery
from sellers.models import Offer
from sellers.rules.offers import OfferCard


def shown(offer: Offer, status: int = 200) -> Response:
    """Answer with the offer, and its version as ETag."""
    return Response(OfferOut(offer).data, status=status, headers={"ETag": f'"{offer.version}"'})


class OfferList(APIView):
    """What a shop sells, by SKU."""

    @extend_schema(
        operation_id="offers_list",
        parameters=[OfferQuery],
        responses={200: OfferPageOut, **problems()},
    )
    def get(self, request: Any) -> Response:
        """Return one page; `next_cursor` leads to the following one."""
        query = OfferQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked: dict[str, Any] = dict(query.validated_data)
        limit, cursor = asked.pop("limit"), asked.pop("cursor", None)
        offers = selectors.offers_of(request.scope, **asked)
        rows = selectors.page_of_offers(
            offers, after=key_of(cursor) if cursor else "", limit=limit + 1
        )
        page = rows[:limit]
        following = cursor_after(page[-1].sku) if len(rows) > limit else None
        return Response({"results": OfferOut(page, many=True).data, "next_cursor": following})


class OfferDetail(APIView):
    """One offer, known by its SKU."""

    @extend_schema(operation_id="offers_get", responses={200: OfferOut, **problems(404)})
    def get(self, request: Any, sku: str) -> Response:
        """Return the offer; its version is the ETag."""
        return shown(selectors.offer_of(request.scope, sku=sku))

    @extend_schema(
        operation_id="offers_put",
        request=OfferIn,
        parameters=[IF_MATCH],
        responses={200: OfferOut, 201: OfferOut, **problems(404, 412, 413, 415, 422)},
    )
    def put(self, request: Any, sku: str) -> Response:
        """Make sure that the shop sells this SKU on these terms. Safe to repeat.

        A pause stays a pause. With If-Match the offer must be there, and be at that version.
        """
        body = OfferIn(data=request.data)
        body.is_valid(raise_exception=True)
        terms = {"currency": request.shop.currency, **body.validated_data}
        offer, created = services.put_offer(
            shop_id=request.shop.id,
            sku=sku,
            card=OfferCard(**terms | {"flags": tuple(terms["flags"])}),
            version=expected_version(request),
            actor=request.actor,
            at=timezone.now(),
        )
        return shown(offer, status=201 if created else 200)


class Act(APIView):
    """Base of the named acts: each is one use case, safe to repeat."""

    act: Callable[..., Offer]

    def answer(self, request: Any, sku: str) -> Response:
        """Do it, and answer with the offer as it is then."""
        offer = type(self).act(
            shop_id=request.shop.id, sku=sku, actor=request.actor, at=timezone.now()
        )
        return shown(offer)


class PauseOffer(Act):
    """Taking an offer off sale."""

    act = staticmethod(services.pause_offer)

    @extend_schema(
        operation_id="offers_pause", request=None, responses={200: OfferOut, **problems(404)}
    )
    def post(self, request: Any, sku: str) -> Response:
        """Stop selling it: new orders for it are refused (R-004-37). Safe to repeat."""
        return self.answer(request, sku)


class ResumeOffer(Act):
    """Putting an offer back on sale."""

    act = staticmethod(services.resume_offer)

    @extend_schema(
        operation_id="offers_resume", request=None, responses={200: OfferOut, **problems(404)}
    )
    def post(self, request: Any, sku: str) -> Response:
        """Sell it again. Safe to repeat."""
        return self.answer(request, sku)
