"""The instance's own tables: choices, dictionary, properties, files, rights, service levels, imports."""

from __future__ import annotations

from sandbox.tables.fields import Declared

_SLA = """
    name#100 collection:table_name type:choice target:choice duration:duration duration_type schedule
    start_condition#4000 pause_condition#4000 stop_condition#4000 cancel_condition#4000
    reset_condition#4000 when_to_cancel:choice when_to_resume:choice active:boolean workflow
    sys_class_name:class
"""
_TASK_SLA = """
    task>task sla>contract_sla stage:choice active:boolean has_breached:boolean start_time:datetime
    end_time:datetime pause_time:datetime planned_end_time:datetime original_breach_time:datetime
    percentage:float business_percentage:float duration:duration business_duration:duration
    time_left:duration business_time_left:duration pause_duration:duration
    business_pause_duration:duration schedule timezone
"""
_DICTIONARY = """
    name#80 element#80 column_label#80 internal_type#40 max_length:integer reference:table_name
    mandatory:boolean display:boolean active:boolean read_only:boolean default_value primary:boolean
    unique:boolean array:boolean choice:intchoice attributes comments
"""
TABLES = (
    Declared("sys_choice", "Choice", "label",
             "name#80 element#80 value#255 label#255 sequence:integer inactive:boolean language#10"
             " dependent_value#100 hint"),
    Declared("sys_journal_field", "Journal Entry", "value",
             "name#80 element#80 element_id#32 value#1000000"),
    Declared("sys_attachment", "Attachment", "file_name",
             "table_name#80 table_sys_id#32 file_name#100 content_type#100 size_bytes:integer"
             " size_compressed:integer compressed:boolean hash#64 download_link state image_width:float"
             " image_height:float average_image_color encryption_context chunk_size_bytes:integer"),
    Declared("sys_properties", "System Property", "name",
             "name#100 value#4000 description type#40 choices suffix private:boolean read_roles write_roles"),
    Declared("sys_db_object", "Table", "label",
             "name#80 label#80 super_class>sys_db_object is_extendable:boolean number_ref>sys_number"
             " sys_class_name:class access:choice read_access:boolean create_access:boolean"),
    Declared("sys_dictionary", "Dictionary Entry", "element", _DICTIONARY),
    Declared("sys_documentation", "Field Label", "label", "name#80 element#80 label#80 plural language"),
    Declared("sys_number", "Number Maintenance", "prefix",
             "category>sys_db_object prefix#10 number:integer maximum_digits:integer"),
    Declared("sys_security_acl", "Access Control", "name",
             "name#100 operation:choice roles active:boolean type:choice description"),
    Declared("sys_rate_limit_rules", "Rate Limit Rule", "name",
             "name#100 resource#100 limit:integer user>sys_user role>sys_user_role active:boolean"),
    Declared("oauth_entity", "Application Registry", "name",
             "name#100 client_id#100 client_secret:password redirect_url#1000 user>sys_user active:boolean"
             " access_token_lifespan:integer refresh_token_lifespan:integer default_grant_type"),
    Declared("contract_sla", "SLA Definition", "name", _SLA),
    Declared("task_sla", "Task SLA", "task", _TASK_SLA),
    Declared("sys_import_set", "Import Set", "number",
             "number#40 table_name:table_name state:choice mode:choice short_description", "ISET"),
    Declared("sys_import_set_row", "Import Set Row", "sys_id",
             "sys_class_name:class sys_import_set>sys_import_set sys_import_state:choice"
             " sys_target_table:table_name"
             " sys_target_sys_id#32 sys_transform_map>sys_transform_map sys_import_state_comment"
             " sys_row_error"),
    Declared("imp_user", "User Import", "sys_id",
             "user_id email first_name last_name name title phone mobile_phone department location"
             " manager active",
             parent="sys_import_set_row"),
    Declared("imp_location", "Location Import", "sys_id", "name street city state zip country parent",
             parent="sys_import_set_row"),
    Declared("imp_computer", "Computer Import", "sys_id",
             "name asset_tag serial_number assigned_to model manufacturer os", parent="sys_import_set_row"),
    Declared("imp_incident", "Incident Import", "sys_id",
             "correlation_id correlation_display caller short_description description category subcategory"
             " impact urgency assignment_group state close_code close_notes comments work_notes",
             parent="sys_import_set_row"),
    Declared("sys_transform_map", "Table Transform Map", "name",
             "name#100 source_table:table_name target_table:table_name active:boolean order:integer"),
    Declared("sys_transform_entry", "Field Map", "source_field",
             "map>sys_transform_map source_field#80 target_field#80 coalesce:boolean"),
    Declared("sys_audit", "Audit", "fieldname",
             "tablename:table_name documentkey#32 fieldname#80 oldvalue#4000 newvalue#4000 user#40"
             " record_checkpoint:integer"),
    Declared("sys_user_preference", "User Preference", "name", "name user>sys_user value#4000 type"),
    Declared("sys_email", "Email", "subject", "subject recipients body:html type:choice state:choice"
             " target_table"
             " instance#32"),
)  # fmt: skip
