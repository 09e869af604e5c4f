"""A day of the warehouse, with people who do not exist and a machine that keeps failing: ``./dev day``.

`stage` starts the real processes, `ground` furnishes a building, `shops` send orders into it. A `worker`
knows only what the screens say (`panel`), over a network that gets lost (`network`), among things to be
seen and carried (`building`); a `crew` of them does `picking`, `packing`, `docks` and `leading`.
Meanwhile `mishaps` kill processes, and `forecast` notes what the lead's board says. `proof` asks at the
end whether all is true.
"""
