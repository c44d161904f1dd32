"""People, groups, roles and places."""

from __future__ import annotations

from sandbox.tables.fields import Declared

_USER = """
    sys_class_name:class user_name#40 user_password:password name#151 first_name#50 middle_name#50
    last_name#50 email#100 phone#40 mobile_phone#40 home_phone#40 title#60 department>cmn_department
    location>cmn_location building cost_center>cmn_cost_center manager>sys_user vip:boolean active:boolean
    locked_out:boolean password_needs_reset:boolean web_service_access_only:boolean
    internal_integration_user:boolean time_zone#40 time_format date_format company>core_company
    employee_number#40 gender preferred_language notification:intchoice last_login_time:datetime
    last_login:date failed_attempts:integer source calendar_integration:intchoice country introduction
    schedule roles street city state zip photo sys_domain>sys_user_group sys_domain_path
"""
TABLES = (
    Declared("sys_user", "User", "name", _USER),
    Declared(
        "sys_user_group", "Group", "name",
        "name#80 description#1000 manager>sys_user email active:boolean type source parent>sys_user_group"
        " default_assignee>sys_user cost_center>cmn_cost_center exclude_manager:boolean"
        " include_members:boolean"
        " roles",
    ),
    Declared("sys_user_grmember", "Group Member", "user", "user>sys_user group>sys_user_group"),
    Declared("sys_user_role", "Role", "name", "name#100 description suffix elevated_privilege:boolean"),
    Declared(
        "sys_user_has_role", "User Role", "user",
        "user>sys_user role>sys_user_role inherited:boolean state granted_by>sys_user_group",
    ),
    Declared(
        "user_multifactor_auth", "User Multifactor Authentication", "user",
        "user>sys_user multi_factor_secret:password validated:boolean",
    ),
    Declared(
        "cmn_location", "Location", "name",
        "name#100 full_name street city state zip country time_zone parent>cmn_location latitude:float"
        " longitude:float contact>sys_user phone company>core_company",
    ),
    Declared(
        "cmn_department", "Department", "name",
        "name#100 description dept_head>sys_user id#40 parent>cmn_department company>core_company",
    ),
    Declared("cmn_cost_center", "Cost Center", "name", "name#100 code#40 manager>sys_user"),
    Declared(
        "core_company", "Company", "name",
        "name#80 street city state zip country phone website vendor:boolean manufacturer:boolean"
        " customer:boolean",
    ),
)  # fmt: skip
