"""Rights, properties, service-level definitions, numbers and the dictionary."""

from __future__ import annotations

import hashlib

from sandbox.query import glide
from sandbox.records.actor import NOBODY
from sandbox.seed.planting import ADMIN, Ground, made_id
from sandbox.tables.fields import Field, Table

PROPERTIES = {
    "glide.invalid_query.returns_no_rows": ("false", "true: a query with an unknown field finds nothing"),
    "glide.ui.autoclose.time": ("7", "Days until a resolved incident is closed; 0 is never"),
    "com.glide.attachment.max_size": ("1024", "The largest file in MB"),
    "glide.attachment.extensions": ("", "File types that may be attached; empty: all"),
    "glide.oauth.inbound.client.credential.grant_type.enabled": ("true", "Client credentials are accepted"),
    "glide.oauth.inbound.ropc.grant_type.disabled": ("false", "true: the password grant is refused"),
    "sandbox.auth.basic.enabled": ("true", "Basic authentication is accepted"),
    "sandbox.auth.api_key.enabled": ("true", "API keys are accepted"),
    "sandbox.api.roles": ("admin,itil", "One of these roles is needed to call at all"),
    "sandbox.accept.required": ("false", "true: a request without the header Accept is refused"),
    "sandbox.query.case_sensitive": ("false", "true: queries tell capitals from small letters"),
    "sandbox.rate_limit.headers": ("true", "false: a 429 does not say how long to wait"),
}
# (table or table.field, operation, roles)
_RULES = (
    ("sys_journal_field", "read", "admin"),
    ("sys_audit", "read", "admin"),
    ("sc_request", "create", NOBODY),
    ("sc_req_item", "create", NOBODY),
    ("incident", "delete", "admin,itil_admin"),
    ("problem", "delete", "admin,itil_admin"),
    ("sys_user", "create", "admin,user_admin"),
    ("sys_user", "write", "admin,user_admin"),
    ("sys_user", "delete", "admin,user_admin"),
    ("user_multifactor_auth", "read", "admin"),
    ("user_multifactor_auth", "create", "admin"),
    ("user_multifactor_auth", "write", "admin"),
    ("user_multifactor_auth", "delete", "admin"),
    ("sys_user_group", "create", "admin,user_admin"),
    ("sys_user_group", "write", "admin,user_admin"),
    ("sys_user_group", "delete", "admin,user_admin"),
    ("sys_user_has_role", "create", "admin,user_admin"),
    ("sys_user_has_role", "write", "admin,user_admin"),
    ("sys_user_has_role", "delete", "admin,user_admin"),
    ("sys_properties", "create", "admin"),
    ("sys_properties", "write", "admin"),
    ("sys_properties", "delete", "admin"),
    ("sys_security_acl", "create", "admin"),
    ("sys_security_acl", "write", "admin"),
    ("sys_security_acl", "delete", "admin"),
    ("sys_rate_limit_rules", "create", "admin"),
    ("sys_rate_limit_rules", "write", "admin"),
    ("oauth_entity", "read", "admin"),
    ("oauth_entity", "create", "admin"),
    ("oauth_entity", "write", "admin"),
    ("sys_db_object", "create", "admin"),
    ("sys_dictionary", "create", "admin"),
    ("sys_choice", "create", "admin"),
    ("sys_choice", "write", "admin"),
    ("sysapproval_approver.state", "write", "approval_admin"),
)
_RESOLUTION = {"1": 4, "2": 8, "3": 24, "4": 72, "5": 120}
_RESPONSE = {"1": 0.25, "2": 0.5, "3": 2, "4": 4, "5": 8}
_TYPES = {
    "datetime": "glide_date_time", "date": "glide_date", "duration": "glide_duration", "list": "glide_list",
    "journal": "journal_input", "choice": "string", "intchoice": "integer", "class": "sys_class_name",
    "float": "decimal",
}  # fmt: skip


def rights(ground: Ground) -> None:
    for name, (value, description) in PROPERTIES.items():
        kind = "boolean" if value in ("true", "false") else "string"
        row = {"name": name, "value": value, "description": description, "type": kind}
        ground.put("sys_properties", made_id("property", name), row)
    for name, operation, roles in _RULES:
        rule = {"name": name, "operation": operation, "roles": roles, "type": "record"}
        ground.put("sys_security_acl", made_id("acl", f"{name}.{operation}"), rule)
    secret = hashlib.sha256(b"demo").hexdigest()
    client = {"name": "Demo client", "client_id": "demo", "client_secret": secret, "user": ADMIN}
    ground.put("oauth_entity", made_id("oauth", "demo"), {**client, "access_token_lifespan": "1800"})


def service_levels(ground: Ground) -> None:
    """A response and a resolution time for every priority of incidents."""
    for target, hours_of in (("response", _RESPONSE), ("resolution", _RESOLUTION)):
        for priority, hours in hours_of.items():
            name = f"Priority {priority} {target} ({hours:g} hour)"
            stop = "assigned_toISNOTEMPTY^ORstateIN6,7" if target == "response" else "stateIN6,7"
            row = {"name": name, "collection": "incident", "type": "SLA", "target": target}
            row |= {"duration": glide.duration(hours * 3600), "stop_condition": stop}
            row |= {"start_condition": f"active=true^priority={priority}", "pause_condition": "state=3"}
            ground.put("contract_sla", made_id("sla", f"{target} {priority}"), row)


def dictionary(ground: Ground) -> None:
    """Every table and field as rows, so that clients can discover them."""
    for table in ground.store.tables.values():
        row = {"name": table.name, "label": table.label, "is_extendable": "true", "read_access": "true"}
        parent = {"super_class": made_id("table", table.parent)} if table.parent else {}
        number = {"number_ref": made_id("number", table.name)} if table.prefix else {}
        ground.put("sys_db_object", made_id("table", table.name), {**row, **parent, **number})
        if table.prefix:
            numbered = {"category": made_id("table", table.name), "prefix": table.prefix}
            numbered |= {"number": "10001", "maximum_digits": "7"}
            ground.put("sys_number", made_id("number", table.name), numbered)
        _fields(ground, table)


def _fields(ground: Ground, table: Table) -> None:
    inherited = ground.store.tables[table.parent].fields if table.parent else {}
    whole = {"name": table.name, "element": "", "column_label": table.label, "internal_type": "collection"}
    ground.put("sys_dictionary", made_id("dictionary", table.name), whole)
    for field in table.fields.values():
        if field.name not in inherited:
            row = {"name": table.name, **_entry(field), "display": str(field.name == table.display).lower()}
            ground.put("sys_dictionary", made_id("dictionary", f"{table.name}.{field.name}"), row)


def _entry(field: Field) -> dict[str, str]:
    is_id = field.name == "sys_id"
    return {
        "element": field.name,
        "column_label": field.label,
        "internal_type": "GUID" if is_id else _TYPES.get(field.kind, field.kind),
        "max_length": str(field.max_length),
        "reference": field.table,
        "choice": "1" if field.kind in ("choice", "intchoice") else "0",
        "primary": str(is_id).lower(),
    }
