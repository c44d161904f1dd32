"""The tables the practice server has, and what each field holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["string", "integer", "boolean", "datetime", "choice", "reference", "journal", "password"]
_MAX_LENGTH = 4000


@dataclass(frozen=True)
class Field:
    """One column. ``table`` is where a reference points; ``max_length`` is where a text is cut off."""

    name: str
    kind: Kind = "string"
    table: str = ""
    max_length: int = _MAX_LENGTH


@dataclass(frozen=True)
class Table:
    """``display`` names the field that stands for a row elsewhere; ``prefix`` starts its numbers."""

    name: str
    label: str
    display: str
    fields: dict[str, Field]
    prefix: str = ""

    @property
    def journals(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields.values() if f.kind == "journal")


_SYSTEM = "sys_id#32 sys_created_on:datetime sys_created_by#40 sys_updated_on:datetime sys_updated_by#40"
_COMMON = f"{_SYSTEM} sys_mod_count:integer sys_tags"
_TASK = f"""
    {_COMMON} sys_class_name#80 sys_domain>sys_user_group sys_domain_path number#40
    short_description#160 description#4000 active:boolean state:choice priority:choice impact:choice
    urgency:choice escalation:choice approval:choice approval_history approval_set:datetime
    upon_approval:choice upon_reject:choice assigned_to>sys_user assignment_group>sys_user_group
    opened_at:datetime opened_by>sys_user closed_at:datetime closed_by>sys_user close_notes#4000
    contact_type:choice correlation_id#100 correlation_display#100 cmdb_ci>cmdb_ci
    business_service>cmdb_ci service_offering company>core_company location>cmn_location parent>incident
    watch_list work_notes_list group_list additional_assignee_list activity_due:datetime
    due_date:datetime expected_start:datetime follow_up:datetime sla_due:datetime work_start:datetime
    work_end:datetime business_duration calendar_duration time_worked made_sla:boolean knowledge:boolean
    order:integer reassignment_count:integer delivery_plan delivery_task contract route_reason
    task_effective_number#40 universal_request user_input skills comments:journal work_notes:journal
    comments_and_work_notes:journal
"""
_INCIDENT = f"""
    {_TASK} caller_id>sys_user category:choice subcategory:choice severity:choice incident_state:choice
    hold_reason:choice close_code:choice resolved_at:datetime resolved_by>sys_user reopen_count:integer
    reopened_by>sys_user reopened_time:datetime parent_incident>incident child_incidents:integer
    problem_id>problem rfc caused_by notify:choice business_impact cause business_stc:integer
    calendar_stc:integer origin_table origin_id
"""
_USER = f"""
    {_COMMON} user_name#40 user_password:password name#151 first_name#50 last_name#50 email#100 phone#40
    mobile_phone#40 title#60 department>cmn_department location>cmn_location manager>sys_user
    vip:boolean active:boolean locked_out:boolean time_zone#40 company>core_company employee_number#40
"""
_DECLARED = (
    ("incident", "Incident", "number", "INC", _INCIDENT),
    (
        "problem",
        "Problem",
        "number",
        "PRB",
        f"{_TASK} known_error:boolean workaround#4000 problem_state:choice",
    ),
    ("sys_user", "User", "name", "", _USER),
    (
        "sys_user_group",
        "Group",
        "name",
        "",
        f"{_COMMON} name#80 description manager>sys_user email active:boolean",
    ),
    ("sys_user_grmember", "Group Member", "user", "", f"{_COMMON} user>sys_user group>sys_user_group"),
    ("sys_user_role", "Role", "name", "", f"{_COMMON} name#100 description"),
    (
        "sys_user_has_role",
        "User Role",
        "user",
        "",
        f"{_COMMON} user>sys_user role>sys_user_role inherited:boolean",
    ),
    ("cmn_location", "Location", "name", "", f"{_COMMON} name#100 street city state zip country time_zone"),
    ("cmn_department", "Department", "name", "", f"{_COMMON} name#100 description"),
    ("core_company", "Company", "name", "", f"{_COMMON} name#80"),
    (
        "cmdb_ci",
        "Configuration Item",
        "name",
        "",
        f"{_COMMON} name#255 sys_class_name operational_status:choice",
    ),
    (
        "sys_choice",
        "Choice",
        "label",
        "",
        f"{_COMMON} name#80 element#80 value#255 label#255 sequence:integer inactive:boolean language#10",
    ),
    (
        "sys_journal_field",
        "Journal Entry",
        "value",
        "",
        f"{_SYSTEM} name#80 element#80 element_id#32 value#1000000",
    ),
    (
        "sys_attachment",
        "Attachment",
        "file_name",
        "",
        f"{_COMMON} table_name#80 table_sys_id#32 file_name#100 content_type#100 size_bytes:integer"
        " size_compressed:integer compressed:boolean hash#64 download_link state",
    ),
    ("sys_properties", "System Property", "name", "", f"{_COMMON} name#100 value#4000 description type#40"),
    (
        "kb_knowledge",
        "Knowledge",
        "number",
        "KB",
        f"{_COMMON} number#40 short_description#100 text#4000000 workflow_state:choice active:boolean"
        " valid_to",
    ),
)


def _field(spec: str) -> Field:
    for mark in (">", ":", "#"):
        name, found, rest = spec.partition(mark)
        if found == ">":
            return Field(name, "reference", table=rest, max_length=32)
        if found == ":":
            return Field(name, rest)  # type: ignore[arg-type]  # the kinds above are ours
        if found == "#":
            return Field(name, max_length=int(rest))
    return Field(spec)


def _tables() -> Iterator[Table]:
    for name, label, display, prefix, specs in _DECLARED:
        yield Table(name, label, display, {(f := _field(s)).name: f for s in specs.split()}, prefix)


TABLES: dict[str, Table] = {table.name: table for table in _tables()}
