"""A stand-in for Nova Poshta's JSON 2.0 API, and the waybills that it knows."""
