"""The REST door: problems for errors, named actions, a schema that is checked."""

from config.env import env

# A bucket of so many requests for each token, refilled evenly (config.throttle).
API_RATE_PER_MINUTE = env.int("API_RATE_PER_MINUTE", 600)
BUYER_RATE_PER_MINUTE = env.int("BUYER_RATE_PER_MINUTE", 60)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["sellers.api.authentication.TokenAuthentication"],
    # Who may do what is one table (config.access), enforced before any view runs.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kernel.bodies.ObjectParser"],
    "EXCEPTION_HANDLER": "kernel.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Otgruz API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENFORCE_NON_BLANK_FIELDS": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SORT_OPERATIONS": False,
    "ENUM_NAME_OVERRIDES": {
        "DeliveryMethodEnum": "orders.states.DeliveryMethod.choices",
        "OrderStateEnum": "orders.states.OrderState.choices",
        "OutboundStateEnum": "warehouse.states.OutboundState.choices",
        "InboundStateEnum": "warehouse.states.InboundState.choices",
        "PalletStateEnum": "warehouse.states.PalletState.choices",
        "HandoverStateEnum": "warehouse.states.HandoverState.choices",
        "SealStateEnum": "warehouse.states.SealState.choices",
    },
}
