"""Choice lists of everything but incidents."""

from __future__ import annotations

_WORK = {"-5": "Pending", "1": "Open", "2": "Work in Progress", "3": "Closed Complete",
    "4": "Closed Incomplete",
         "7": "Closed Skipped"}  # fmt: skip
_PROBLEM = {"101": "New", "102": "Assess", "103": "Root Cause Analysis", "104": "Fix in Progress",
            "106": "Resolved", "107": "Closed"}  # fmt: skip
_STAGES = {
    "requested": "Requested", "waiting_for_approval": "Waiting for Approval",
    "request_approved": "Request Approved",
    "fulfillment": "Fulfillment", "delivery": "Delivery", "complete": "Completed",
    "request_cancelled": "Request Cancelled", "closed_complete": "Closed Complete",
    "closed_incomplete": "Closed Incomplete",
}  # fmt: skip
LISTS: dict[tuple[str, str], dict[str, str]] = {
    ("task", "state"): _WORK,
    ("incident", "major_incident_state"): {
        "proposed": "Proposed", "accepted": "Accepted", "rejected": "Rejected", "canceled": "Canceled",
    },
    ("problem", "state"): _PROBLEM,
    ("problem", "problem_state"): _PROBLEM,
    ("problem", "resolution_code"): {
        "fix_applied": "Fix Applied", "risk_accepted": "Risk Accepted", "canceled": "Canceled",
        "duplicate": "Duplicate",
    },
    ("problem", "category"): {"software": "Software", "hardware": "Hardware", "network": "Network",
                              "database": "Database"},
    ("problem_task", "state"): {"151": "New", "152": "Assess", "154": "Work in Progress", "157": "Closed"},
    ("problem_task", "problem_task_type"): {"general": "General", "rca": "Root Cause Analysis"},
    ("change_request", "state"): {
        "-5": "New", "-4": "Assess", "-3": "Authorize", "-2": "Scheduled", "-1": "Implement", "0": "Review",
        "3": "Closed", "4": "Canceled",
    },
    ("change_request", "type"): {"normal": "Normal", "standard": "Standard", "emergency": "Emergency"},
    ("change_request", "risk"): {"2": "High", "3": "Moderate", "4": "Low"},
    ("change_request", "close_code"): {
        "successful": "Successful", "successful_issues": "Successful with issues",
        "unsuccessful": "Unsuccessful",
    },
    ("change_task", "state"): {"-5": "Pending", "1": "Open", "2": "In Progress", "3": "Closed",
    "4": "Canceled"},
    ("sc_request", "state"): _WORK,
    ("sc_request", "request_state"): {
        "requested": "Pending Approval", "in_process": "Approved", "closed_complete": "Closed Complete",
        "closed_incomplete": "Closed Incomplete", "closed_cancelled": "Closed Cancelled",
        "closed_rejected": "Closed Rejected",
    },
    ("sc_request", "stage"): _STAGES,
    ("sc_req_item", "stage"): _STAGES,
    ("sc_cat_item", "approval"): {"manager": "Manager of whom it is for", "owner": "Owner of the item"},
    ("sysapproval_approver", "state"): {
        "not requested": "Not Yet Requested", "requested": "Requested", "approved": "Approved",
        "rejected": "Rejected", "cancelled": "No Longer Required", "not_required": "No Longer Required",
        "duplicate": "Duplicate",
    },
    ("item_option_new", "type"): {
        "1": "Yes / No", "2": "Multi Line Text", "3": "Multiple Choice", "5": "Select Box",
        "6": "Single Line Text", "7": "CheckBox", "8": "Reference", "9": "Date", "10": "Date/Time",
    },
    ("wm_order", "state"): {
        "draft": "Draft", "awaiting_qualification": "Awaiting Qualification", "qualified": "Qualified",
        "work_in_progress": "Work In Progress", "closed_complete": "Closed Complete",
        "closed_incomplete": "Closed Incomplete", "cancelled": "Canceled",
    },
    ("interaction", "type"): {"chat": "Chat", "phone": "Phone", "walkin": "Walk-in", "email": "Email"},
    ("interaction", "state"): {
        "new": "New", "on_hold": "On Hold", "work_in_progress": "Work in Progress", "wrap_up": "Wrap Up",
        "closed_complete": "Closed Complete", "closed_abandoned": "Closed Abandoned",
    },
    ("kb_knowledge", "workflow_state"): {
        "draft": "Draft", "review": "Review", "published": "Published",
        "pending_retirement": "Pending Retirement",
        "retired": "Retired", "outdated": "Outdated",
    },
    ("kb_feedback", "useful"): {"yes": "Yes", "no": "No"},
    ("task_sla", "stage"): {
        "in_progress": "In progress", "paused": "Paused", "completed": "Completed", "cancelled": "Cancelled",
        "breached": "Breached",
    },
    ("contract_sla", "target"): {"response": "Response", "resolution": "Resolution"},
    ("contract_sla", "type"): {"SLA": "SLA", "OLA": "OLA", "Underpinning contract": "Underpinning contract"},
    ("cmdb_ci", "operational_status"): {
        "1": "Operational", "2": "Non-Operational", "3": "Repair in Progress", "6": "Retired",
    },
    ("cmdb_ci", "install_status"): {
        "1": "Installed", "2": "On Order", "3": "In Maintenance", "6": "In Stock", "7": "Retired",
        "100": "Absent",
    },
    ("cmdb_ci", "environment"): {"production": "Production", "test": "Test", "development": "Development"},
    ("cmdb_ci_service", "busines_criticality"): {
        "1 - most critical": "1 - most critical", "2 - somewhat critical": "2 - somewhat critical",
        "3 - less critical": "3 - less critical", "4 - not critical": "4 - not critical",
    },
    ("cmdb_ci_outage", "type"): {"outage": "Outage", "degradation": "Degradation",
    "planned": "Planned Outage"},
    ("alm_asset", "install_status"): {
        "1": "In use", "2": "On order", "3": "In maintenance", "6": "In stock", "7": "Retired",
        "8": "Missing",
        "9": "In transit", "10": "Consumed",
    },
    ("alm_asset", "substatus"): {
        "available": "Available", "reserved": "Reserved", "defective": "Defective",
        "pending_repair": "Pending repair", "pending_install": "Pending install",
        "pending_disposal": "Pending disposal", "pre_allocated": "Pre-allocated",
    },
    ("sys_import_set_row", "sys_import_state"): {
        "pending": "Pending", "inserted": "Inserted", "updated": "Updated", "ignored": "Ignored",
        "error": "Error", "skipped": "Skipped",
    },
}  # fmt: skip
