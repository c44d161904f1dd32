"""Configuration items, outages, and what relates one item to another."""

from __future__ import annotations

from sandbox.tables.fields import Declared

_CI = """
    sys_class_name:class name#255 short_description#1000 asset>alm_asset asset_tag#40 serial_number#255
    model_id>cmdb_model manufacturer>core_company vendor>core_company assigned_to>sys_user
    owned_by>sys_user managed_by>sys_user support_group>sys_user_group assignment_group>sys_user_group
    change_control>sys_user_group company>core_company department>cmn_department location>cmn_location
    cost_center>cmn_cost_center install_status:intchoice operational_status:intchoice
    install_date:datetime first_discovered:datetime last_discovered:datetime discovery_source:choice
    category subcategory environment:choice ip_address#255 mac_address#255 fqdn#255 dns_domain host_name
    comments attributes correlation_id due:datetime order_date:datetime purchase_date:date
    warranty_expiration:date justification lease_id po_number supported_by>sys_user unverified:boolean
    monitor:boolean sys_class_path sys_domain>sys_user_group sys_domain_path
"""
_COMPUTER = """
    os:choice os_version os_domain os_service_pack ram:integer cpu_name cpu_count:integer cpu_speed
    cpu_core_count:integer cpu_type cpu_manufacturer>core_company disk_space:float form_factor:choice
    default_gateway chassis_type virtual:boolean object_id
"""
_SERVICE = """
    busines_criticality:choice service_classification:choice used_for:choice version service_status:choice
    sla users_supported>sys_user_group published_ref
"""
TABLES = (
    Declared("cmdb_ci", "Configuration Item", "name", _CI),
    Declared("cmdb_ci_service", "Service", "name", _SERVICE, parent="cmdb_ci"),
    Declared("cmdb_ci_computer", "Computer", "name", _COMPUTER, parent="cmdb_ci"),
    Declared("cmdb_ci_server", "Server", "name", "classification used_for:choice", parent="cmdb_ci_computer"),
    Declared("cmdb_ci_linux_server", "Linux Server", "name", "kernel_release", parent="cmdb_ci_server"),
    Declared("cmdb_ci_win_server", "Windows Server", "name", "", parent="cmdb_ci_server"),
    Declared("cmdb_ci_vm_instance", "Virtual Machine Instance", "name", "memory:integer cpus:integer state"
             " vm_inst_id", parent="cmdb_ci"),
    Declared("cmdb_ci_appl", "Application", "name", "version config_file", parent="cmdb_ci"),
    Declared("cmdb_ci_database", "Database", "name", "version tcp_port", parent="cmdb_ci_appl"),
    Declared("cmdb_ci_netgear", "Network Gear", "name", "device_type firmware_version ports:integer",
             parent="cmdb_ci"),
    Declared("cmdb_ci_ip_switch", "IP Switch", "name", "", parent="cmdb_ci_netgear"),
    Declared("cmdb_ci_ip_router", "IP Router", "name", "", parent="cmdb_ci_netgear"),
    Declared("cmdb_ci_printer", "Printer", "name", "colors print_type", parent="cmdb_ci"),
    Declared("cmdb_ci_comm", "Communication Device", "name", "phone_number", parent="cmdb_ci"),
    Declared("cmdb_rel_ci", "CI Relationship", "sys_id",
             "parent>cmdb_ci child>cmdb_ci type>cmdb_rel_type connection_strength percent_outage:integer"
             " port"),
    Declared("cmdb_rel_type", "CI Relationship Type", "name", "name parent_descriptor child_descriptor"),
    Declared("cmdb_model", "Product Model", "display_name",
             "name#255 display_name#255 manufacturer>core_company cmdb_model_category model_number"
             " short_description type cost asset_tracking_strategy:choice status:choice"
             " sys_class_name:class"),
    Declared("cmdb_model_category", "Model Category", "name", "name asset_class cmdb_ci_class"),
    Declared("cmdb_ci_outage", "Outage", "number",
             "number#40 cmdb_ci>cmdb_ci type:choice begin:datetime end:datetime duration:duration"
             " short_description#160 details:html message task_number>task sys_class_name:class", "OUT"),
    Declared("task_ci", "CIs Affected", "ci_item", "task>task ci_item>cmdb_ci xml"
             " manual_proposed_change:boolean"),
)  # fmt: skip
