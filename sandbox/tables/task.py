"""Tasks and what extends them: incidents, problems, changes, requests."""

from __future__ import annotations

from sandbox.tables.fields import Declared

_TASK = """
    sys_class_name:class sys_domain>sys_user_group sys_domain_path number#40 short_description#160
    description#4000 active:boolean state:intchoice priority:intchoice impact:intchoice urgency:intchoice
    escalation:intchoice approval:choice approval_history approval_set:datetime upon_approval:choice
    upon_reject:choice assigned_to>sys_user assignment_group>sys_user_group opened_at:datetime
    opened_by>sys_user closed_at:datetime closed_by>sys_user close_notes#4000 contact_type:choice
    correlation_id#100 correlation_display#100 cmdb_ci>cmdb_ci business_service>cmdb_ci_service
    service_offering>cmdb_ci_service company>core_company location>cmn_location parent>task
    watch_list>>sys_user work_notes_list>>sys_user group_list>>sys_user_group
    additional_assignee_list>>sys_user activity_due:datetime due_date:datetime expected_start:datetime
    follow_up:datetime sla_due:datetime work_start:datetime work_end:datetime business_duration:duration
    calendar_duration:duration time_worked made_sla:boolean knowledge:boolean order:integer
    reassignment_count:integer delivery_plan delivery_task contract route_reason:intchoice
    task_effective_number#40 universal_request>task user_input skills comments:journal work_notes:journal
    comments_and_work_notes:journal
"""
_INCIDENT = """
    caller_id>sys_user category:choice subcategory:choice severity:intchoice incident_state:intchoice
    hold_reason:choice close_code:choice resolved_at:datetime resolved_by>sys_user reopen_count:integer
    reopened_by>sys_user reopened_time:datetime parent_incident>incident child_incidents:integer
    problem_id>problem rfc>change_request caused_by>change_request notify:intchoice business_impact cause
    business_stc:integer calendar_stc:integer origin_table:table_name origin_id#32
    major_incident_state:choice
"""
_PROBLEM = """
    known_error:boolean workaround:html workaround_applied:boolean problem_state:intchoice category:choice
    subcategory:choice resolution_code:choice fix_notes cause_notes first_reported_by_task>task
    related_incidents:integer major_problem:boolean resolved_at:datetime resolved_by>sys_user
    confirmed_at:datetime confirmed_by>sys_user fix_at:datetime fix_by>sys_user reopen_count:integer
    rfc>change_request duplicate_of>problem
"""
_CHANGE = """
    type:choice category:choice risk:intchoice requested_by>sys_user requested_by_date:datetime
    start_date:datetime end_date:datetime phase:choice phase_state:choice close_code:choice justification
    implementation_plan backout_plan test_plan risk_impact_analysis reason:choice cab_required:boolean
    cab_date:datetime cab_recommendation on_hold:boolean on_hold_reason conflict_status:choice
    production_system:boolean outside_maintenance_schedule:boolean scope:intchoice
    std_change_producer_version chg_model
"""
_REQUEST = (
    "requested_for>sys_user request_state:choice price stage:choice special_instructions delivery_address"
)
_REQUESTED_ITEM = """
    request>sc_request cat_item>sc_cat_item requested_for>sys_user quantity:integer price recurring_price
    stage:choice sc_catalog>sc_catalog backordered:boolean estimated_delivery:datetime
    configuration_item>cmdb_ci context billable:boolean
"""
TABLES = (
    Declared("task", "Task", "number", _TASK, "TASK"),
    Declared("incident", "Incident", "number", _INCIDENT, "INC", "task"),
    Declared("problem", "Problem", "number", _PROBLEM, "PRB", "task"),
    Declared(
        "problem_task", "Problem Task", "number",
        "problem>problem problem_task_type:choice close_code:choice cause_notes", "PTASK", "task",
    ),
    Declared("change_request", "Change Request", "number", _CHANGE, "CHG", "task"),
    Declared(
        "change_task", "Change Task", "number",
        "change_request>change_request change_task_type:choice close_code:choice on_hold:boolean"
        " on_hold_reason"
        " planned_start_date:datetime planned_end_date:datetime",
        "CTASK", "task",
    ),
    Declared("sc_request", "Request", "number", _REQUEST, "REQ", "task"),
    Declared("sc_req_item", "Requested Item", "number", _REQUESTED_ITEM, "RITM", "task"),
    Declared(
        "sc_task", "Catalog Task", "number",
        "request_item>sc_req_item request>sc_request cat_item>sc_cat_item sc_catalog>sc_catalog",
        "SCTASK", "task",
    ),
    Declared(
        "wm_order", "Work Order", "number",
        "caller>sys_user initiated_from>task qualification_group>sys_user_group", "WO", "task",
    ),
    Declared(
        "wm_task", "Work Order Task", "number",
        "parent_order>wm_order window_start:datetime window_end:datetime", "WOT", "task",
    ),
)  # fmt: skip
