"""The service catalogue: what can be asked for, carts, answers to its questions, approvals."""

from __future__ import annotations

from sandbox.tables.fields import Declared

_ITEM = """
    sys_class_name:class name#100 short_description#200 description:html sc_catalogs>>sc_catalog
    category>sc_category price recurring_price delivery_time:duration group>sys_user_group active:boolean
    order:integer type:choice workflow model>cmdb_model picture icon hide_sp:boolean
    visible_standalone:boolean availability:choice no_quantity:boolean no_cart:boolean
    mandatory_attachment:boolean approval:choice billable:boolean meta owner>sys_user
    location>cmn_location vendor>core_company
"""
_VARIABLE = """
    cat_item>sc_cat_item name#100 question_text#300 type:intchoice mandatory:boolean order:integer
    default_value help_text reference:table_name reference_qual active:boolean read_only:boolean
    hidden:boolean max_length:integer example_text tooltip
"""
TABLES = (
    Declared("std_change_producer_version", "Standard Change Template", "name",
             "name#100 version#40 std_change_producer>sc_cat_item_producer active:boolean"),
    Declared("sc_catalog", "Catalog", "title", "title#100 description active:boolean manager>sys_user"
             " background_color"),
    Declared("sc_category", "Category", "title",
             "title#100 description#1000 sc_catalog>sc_catalog parent>sc_category active:boolean"
             " order:integer"
             " icon full_description"),
    Declared("sc_cat_item", "Catalog Item", "name", _ITEM),
    Declared("sc_cat_item_producer", "Record Producer", "name",
             "table_name:table_name script redirect_url", parent="sc_cat_item"),
    Declared("item_option_new", "Variable", "question_text", _VARIABLE),
    Declared("question_choice", "Question Choice", "text",
             "question>item_option_new text#255 value#255 order:integer misc price inactive:boolean"),
    Declared("sc_cart", "Shopping Cart", "name", "name user>sys_user requested_for>sys_user delivery_address"
             " special_instructions"),
    Declared("sc_cart_item", "Shopping Cart Item", "cat_item",
             "cart>sc_cart cat_item>sc_cat_item quantity:integer active:boolean variables"
             " requested_for>sys_user"),
    Declared("sc_item_option", "Variable Answer", "value",
             "item_option_new>item_option_new value#4000 order:integer cart_item sc_cat_item_option"),
    Declared("sc_item_option_mtom", "Variable Ownership", "sc_item_option",
             "sc_item_option>sc_item_option request_item>sc_req_item"),
    Declared("sysapproval_approver", "Approval", "approver",
             "approver>sys_user sysapproval>task document_id#32 source_table:table_name state:choice"
             " comments:journal"
             " due_date:datetime expected_start:datetime group order:integer approval_column"
             " wait_for:boolean"),
)  # fmt: skip
