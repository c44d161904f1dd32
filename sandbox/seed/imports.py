"""Transform maps: how rows of a staging table become records."""

from __future__ import annotations

from sandbox.seed.planting import Ground, made_id

# staging table: (target, fields to coalesce on, staging field -> target field)
_MAPS = {
    "imp_user": ("sys_user", ("user_name",), {
        "user_id": "user_name", "email": "email", "first_name": "first_name", "last_name": "last_name",
        "title": "title", "phone": "phone", "mobile_phone": "mobile_phone", "department": "department",
        "location": "location", "manager": "manager", "active": "active",
    }),
    "imp_location": ("cmn_location", ("name",), {
        "name": "name", "street": "street", "city": "city", "state": "state", "zip": "zip",
        "country": "country",
    }),
    "imp_computer": ("cmdb_ci_computer", ("asset_tag",), {
        "name": "name", "asset_tag": "asset_tag", "serial_number": "serial_number",
        "assigned_to": "assigned_to",
        "os": "os",
    }),
    "imp_incident": ("incident", ("correlation_id",), {
        "correlation_id": "correlation_id", "correlation_display": "correlation_display",
        "caller": "caller_id",
        "short_description": "short_description", "description": "description", "category": "category",
        "subcategory": "subcategory", "impact": "impact", "urgency": "urgency",
        "assignment_group": "assignment_group", "state": "state", "close_code": "close_code",
        "close_notes": "close_notes", "comments": "comments", "work_notes": "work_notes",
    }),
}  # fmt: skip


def imports(ground: Ground) -> None:
    for staging, (target, keys, fields) in _MAPS.items():
        label = ground.store.tables[target].label
        row = {"name": label, "source_table": staging, "target_table": target, "order": "100"}
        ground.put("sys_transform_map", made_id("map", staging), row)
        for source, into in fields.items():
            entry = {"map": made_id("map", staging), "source_field": source, "target_field": into}
            entry["coalesce"] = str(into in keys).lower()
            ground.put("sys_transform_entry", made_id("map entry", f"{staging}.{source}"), entry)
