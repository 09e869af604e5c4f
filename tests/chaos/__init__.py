"""Chaos: real processes killed at random while parcels are scanned out and a partner fails half of its calls.

``./dev chaos -n 500`` plays so many random schedules over one running Otgruz of its own. A schedule is a few
parcels, each scanned by a client that repeats until it is answered, and a few mishaps at random moments: web
and task processes, beat and the broker killed with -9, the database crashed, connections cut. When all were
played the partner gets well and everything settles; then its own journal is compared with what was scanned.
What counts is the journal: an effect is there once, never not, never twice.

``--without NAME`` switches one protection off (`tests.chaos.sabotage`); ``--controls`` does so with each in
turn, and the run is good only if every one of them is noticed.
"""
