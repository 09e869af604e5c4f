"""Keep and forget views of the order list."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Refusal
from kernel.history import Actor
from kernel.scope import Scope
from orders.models import SavedView

MOST = 20


class ViewRefused(Refusal):
    """The view has no name."""

    code = "view_refused"


class TooManyViews(Conflict):
    """The shop has as many views as a person can choose from."""

    code = "too_many_views"


@transaction.atomic
def save_view(*, scope: Scope, shop_id: int, actor: Actor, name: str, query: str) -> SavedView:
    """Keep ``query`` under ``name``; the same name again takes the new query."""
    name = name.strip()[:60]
    if not name:
        raise ViewRefused(_("Give the view a name."), field="name")
    others = SavedView.objects.of(scope).exclude(name=name).count()
    if others >= MOST:
        raise TooManyViews(_("There are 20 views already: delete one first."))
    return SavedView.everything.update_or_create(
        shop_id=shop_id,
        name=name,
        defaults={"query": query[:500], "created_by_id": actor.user_id},
    )[0]


def delete_view(*, scope: Scope, view_id: int) -> int:
    """Forget a view; one that is gone already is gone."""
    return int(SavedView.objects.of(scope).filter(pk=view_id).delete()[0])
