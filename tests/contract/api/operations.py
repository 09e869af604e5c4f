"""The operations of the API as its schema names them, callable on the application in this process."""

import json
from functools import cache

import schemathesis
from django.core.wsgi import get_wsgi_application
from drf_spectacular.generators import SchemaGenerator
from rest_framework.renderers import JSONRenderer


@cache
def served():
    """Return the schema as it is served."""
    return json.loads(JSONRenderer().render(SchemaGenerator().get_schema(public=True)))


@cache
def operations():
    """Return every operation by its id."""
    loaded = schemathesis.openapi.from_dict(served())
    loaded.app = get_wsgi_application()
    found = [result.ok() for result in loaded.get_all_operations()]
    return {operation.definition.raw["operationId"]: operation for operation in found}
