"""Routes of the sellers' door."""

from django.urls import path

from logistics.cabinet import claims, damage, dispatch, keeping, panel, problems, road

app_name = "logistics"
urlpatterns = [
    path("road/", road.road, name="road"),
    path("claims/", claims.claim_list, name="claims"),
    path("claims/<uuid:claim_id>/", claims.claim_page, name="claim"),
    path("claims/<uuid:claim_id>/evidence.pdf", claims.bundle, name="claim-bundle"),
    path("claims/<uuid:claim_id>/files/<int:file_id>/", claims.file, name="claim-file"),
    path("road/promises/", keeping.keeping, name="keeping"),
    path("orders/<uuid:order_id>/damage/", damage.damage, name="damage"),
    path("orders/<uuid:order_id>/damage/file/", damage.add_file, name="damage-file"),
    path("orders/<uuid:order_id>/damage/submit/", damage.submit, name="damage-submit"),
    path("orders/<uuid:order_id>/damage/act.pdf", damage.act, name="damage-act"),
    path("problems/", problems.problems, name="problems"),
    path("problems/<uuid:problem_id>/take/", problems.take, name="problem-take"),
    path("problems/<uuid:problem_id>/close/", problems.close, name="problem-close"),
    path("problems/<uuid:problem_id>/agree/", problems.agree, name="problem-agree"),
    path("problems/<uuid:problem_id>/correct/", problems.correct, name="problem-correct"),
    path("dispatch/", dispatch.days, name="dispatch-days"),
    path("dispatch/<int:day_id>/", dispatch.day, name="dispatch-day"),
    path("dispatch/warnings/", dispatch.warnings, name="dispatch-warnings"),
    path(
        "dispatch/warnings/<int:warning_id>/acknowledge/",
        dispatch.acknowledge,
        name="dispatch-acknowledge",
    ),
    path("orders/<uuid:order_id>/carriers/", panel.carrier_choice_panel, name="carrier-choice"),
    path("orders/<uuid:order_id>/road/", panel.order_panel, name="order-panel"),
    path("orders/<uuid:order_id>/road/ask/", panel.ask, name="ask"),
    path("orders/<uuid:order_id>/road/number/", panel.enter, name="enter-number"),
]
