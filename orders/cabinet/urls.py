"""Routes of the sellers' pages of orders."""

from django.urls import path, register_converter

from orders.cabinet import (
    acts,
    buyer_link,
    calls,
    converters,
    edits,
    import_urls,
    listing,
    page,
    plan,
    splits,
    today,
)

register_converter(converters.ExportForm, "export_form")
register_converter(converters.ContactField, "contact_field")

app_name = "orders"
ORDER = "orders/<uuid:order_id>/"
urlpatterns = [
    *import_urls.urlpatterns,
    path("today/", today.today, name="today"),
    path("plan/", plan.plan, name="plan"),
    path("orders/", listing.order_list, name="list"),
    path("orders/export.<export_form:form>", listing.export, name="export"),
    path("orders/accept/", listing.accept_selected, name="accept"),
    path("orders/views/", listing.save_view, name="save-view"),
    path("orders/views/<int:view_id>/delete/", listing.delete_view, name="delete-view"),
    path(ORDER, page.order_page, name="order"),
    path(f"{ORDER}open/", acts.open_order, name="open"),
    path(f"{ORDER}confirm/", acts.confirm, name="confirm"),
    path(f"{ORDER}ready/", acts.ready, name="ready"),
    path(f"{ORDER}ship/", acts.ship, name="ship"),
    path(f"{ORDER}pickup/", acts.pickup, name="pickup"),
    path(f"{ORDER}receive/", acts.receive, name="receive"),
    path(f"{ORDER}cancel/", calls.cancel, name="cancel"),
    path(f"{ORDER}date/", acts.date, name="date"),
    path(f"{ORDER}edit/", edits.edit, name="edit"),
    path(f"{ORDER}edit/goods/", edits.goods, name="edit-goods"),
    path(f"{ORDER}attempts/", calls.log_attempt, name="attempt"),
    path(f"{ORDER}agreed/", calls.agreed, name="agreed"),
    path(f"{ORDER}contacts/", calls.contacts, name="contacts"),
    path(f"{ORDER}split/", splits.split, name="split"),
    path(f"{ORDER}merge/", splits.merge, name="merge"),
    path(f"{ORDER}separate/", splits.separate, name="separate"),
    path(f"{ORDER}comments/", acts.comment, name="comment"),
    path(f"{ORDER}buyer-link/", buyer_link.show, name="buyer-link"),
    path(f"{ORDER}buyer-link/revoke/", buyer_link.revoke, name="buyer-link-revoke"),
    path(f"{ORDER}reveal/<contact_field:what>/", acts.reveal, name="reveal"),
]
