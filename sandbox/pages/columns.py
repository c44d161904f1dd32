"""Which tables the page shows, and which of their fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
    """A tab of the page: a table, the fields of its list, what the newest are sorted by."""

    table: str
    title: str
    columns: tuple[str, ...]
    order: str = "sys_created_on"


LISTS = {
    listed.table: listed
    for listed in (
        Listed(
            "incident", "Incidents",
            ("number", "short_description", "caller_id", "state", "priority", "assignment_group",
             "opened_at"),
            "opened_at",
        ),
        Listed(
            "sc_req_item", "Requests",
            ("number", "short_description", "requested_for", "stage", "approval", "assignment_group",
             "opened_at"),
            "opened_at",
        ),
        Listed(
            "sysapproval_approver", "Approvals",
            ("sysapproval", "approver", "state", "sys_created_on"),
        ),
        Listed(
            "sc_task", "Tasks",
            ("number", "short_description", "state", "assignment_group", "opened_at"), "opened_at",
        ),
        Listed(
            "problem", "Problems",
            ("number", "short_description", "state", "known_error", "related_incidents", "opened_at"),
            "opened_at",
        ),
        Listed(
            "cmdb_ci_outage", "Outages",
            ("number", "short_description", "cmdb_ci", "type", "begin", "end"), "begin",
        ),
        Listed(
            "task_sla", "Service levels",
            ("task", "sla", "stage", "has_breached", "percentage", "planned_end_time"),
        ),
        Listed(
            "kb_knowledge", "Knowledge",
            ("number", "short_description", "workflow_state", "version", "kb_category", "sys_view_count"),
        ),
        Listed(
            "interaction", "Interactions",
            ("number", "type", "opened_for", "state", "short_description", "opened_at"), "opened_at",
        ),
        Listed(
            "alm_asset", "Assets",
            ("display_name", "quantity", "install_status", "stockroom", "assigned_to", "asset_tag"),
        ),
        Listed("sys_user", "People", ("name", "title", "department", "location", "manager", "vip")),
    )
}  # fmt: skip
