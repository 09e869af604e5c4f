"""The beat table: who is woken how often. A lost run is made good by the next."""

from datetime import timedelta

from celery.schedules import crontab

SCHEDULE = {
    "deliver facts": {"task": "kernel.deliver_facts", "schedule": timedelta(seconds=5)},
    "process inbox": {"task": "kernel.process_inbox", "schedule": timedelta(seconds=10)},
    "call partners": {"task": "kernel.call_partners", "schedule": timedelta(seconds=5)},
    "sweep deadlines": {"task": "kernel.sweep_deadlines", "schedule": timedelta(seconds=5)},
    "send messages": {"task": "notifications.send_due_messages", "schedule": timedelta(seconds=5)},
    "resume replays": {"task": "orders.run_replay", "schedule": timedelta(seconds=30)},
    "resume imports": {"task": "orders.resume_imports", "schedule": timedelta(seconds=30)},
    "count scores": {"task": "desk.count_scores", "schedule": timedelta(minutes=10)},
    "find outdated deadlines": {
        "task": "kernel.find_outdated_deadlines",
        "schedule": timedelta(minutes=10),
    },
    "refresh calendars": {"task": "kernel.refresh_calendars", "schedule": timedelta(hours=1)},
    "fill shortages": {"task": "warehouse.fill_shortages", "schedule": timedelta(minutes=1)},
    "take up orders": {"task": "warehouse.take_up_orders", "schedule": timedelta(minutes=1)},
    "plan waves": {"task": "warehouse.plan_waves", "schedule": timedelta(minutes=3)},
    "measure pace": {"task": "warehouse.measure_pace", "schedule": timedelta(hours=1)},
    "prove stock": {"task": "warehouse.prove_stock", "schedule": crontab(hour=0, minute=30)},
    "announce orders": {
        "task": "logistics.announce_missed_orders",
        "schedule": timedelta(minutes=1),
    },
    "close dispatch days": {"task": "logistics.close_days", "schedule": timedelta(seconds=20)},
    "warn of cut-offs": {"task": "logistics.warn_of_cut_offs", "schedule": timedelta(minutes=1)},
    "ask carriers": {"task": "logistics.ask_carriers", "schedule": timedelta(minutes=1)},
    "note silence": {"task": "logistics.note_silence", "schedule": timedelta(minutes=10)},
    "follow missing": {"task": "logistics.enrol_missing", "schedule": timedelta(minutes=10)},
    "purge evidence": {"task": "warehouse.purge_evidence", "schedule": timedelta(hours=1)},
    "sweep stale rows": {"task": "kernel.forget_finished_work", "schedule": timedelta(hours=1)},
}
