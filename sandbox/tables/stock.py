"""Assets, stockrooms and what lies in them."""

from __future__ import annotations

from sandbox.tables.fields import Declared

_ASSET = """
    sys_class_name:class display_name#255 asset_tag#40 serial_number#100 model>cmdb_model
    model_category>cmdb_model_category quantity:integer install_status:intchoice substatus:choice
    stockroom>alm_stockroom location>cmn_location assigned_to>sys_user assigned:datetime
    reserved_for>sys_user managed_by>sys_user owned_by>sys_user company>core_company
    department>cmn_department cost_center>cmn_cost_center cost ci>cmdb_ci request_line>sc_req_item
    parent>alm_asset install_date:datetime purchase_date:date warranty_expiration:date retired:date
    retirement_date:date comments lifecycle_stage lifecycle_stage_status vendor>core_company depreciation
    disposal_reason:choice
"""
TABLES = (
    Declared("alm_asset", "Asset", "display_name", _ASSET),
    Declared("alm_hardware", "Hardware", "display_name", "mac_address", parent="alm_asset"),
    Declared("alm_consumable", "Consumable", "display_name", "", parent="alm_asset"),
    Declared("alm_license", "Software License", "display_name", "rights:integer start_date:date"
             " end_date:date",
             parent="alm_asset"),
    Declared("alm_stockroom", "Stockroom", "name",
             "name#100 type>alm_stockroom_type location>cmn_location manager>sys_user"
             " assignment_group>sys_user_group company>core_company external:boolean"),
    Declared("alm_stockroom_type", "Stockroom Type", "display_name", "display_name value"),
    Declared("alm_stock_rule", "Stock Rule", "model",
             "stockroom>alm_stockroom model>cmdb_model threshold:integer order_size:integer"
             " restocking_option:choice parent_stockroom>alm_stockroom active:boolean"),
    Declared("alm_transfer_order", "Transfer Order", "number",
             "number#40 from_stockroom>alm_stockroom to_stockroom>alm_stockroom stage:choice"
             " delivery_by_date:datetime"
             " fulfiller>sys_user", "TORD"),
    Declared("alm_transfer_order_line", "Transfer Order Line", "number",
             "number#40 transfer_order>alm_transfer_order model>cmdb_model asset>alm_asset"
             " quantity_requested:integer quantity_received:integer stage:choice"
             " request_line>sc_req_item", "TOL"),
    Declared("alm_m2m_stockroom_model", "Models in Stockroom", "model",
             "stockroom>alm_stockroom model>cmdb_model"),
)  # fmt: skip
