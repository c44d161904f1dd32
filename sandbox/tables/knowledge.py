"""Knowledge articles, their use, and interactions."""

from __future__ import annotations

from sandbox.tables.fields import Declared

_ARTICLE = """
    sys_class_name:class number#40 short_description#200 text:html wiki article_type:choice topic:choice
    category kb_knowledge_base>kb_knowledge_base kb_category>kb_category author>sys_user
    workflow_state:choice active:boolean published:date valid_to:date retired:date version meta keywords
    language rating:float use_count:integer sys_view_count:integer helpful_count:integer
    ownership_group>sys_user_group latest:boolean base_version>kb_knowledge source>task
    can_read_user_criteria cannot_read_user_criteria roles display_number flagged:boolean description
"""
_INTERACTION = """
    number#40 type:choice channel:choice channel_metadata_table:table_name channel_metadata_document#32
    state:choice state_reason opened_for>sys_user opened_at:datetime closed_at:datetime active:boolean
    assigned_to>sys_user assignment_group>sys_user_group queue short_description#160 work_notes:journal
    comments:journal transcript:html virtual_agent:boolean agent_chat:boolean duration:duration
    context_document#32 context_table:table_name direction:choice sys_domain>sys_user_group
    parent>interaction
"""
TABLES = (
    Declared("kb_knowledge_base", "Knowledge Base", "title",
             "title#100 description owner>sys_user active:boolean"),
    Declared("kb_category", "Knowledge Category", "label",
             "label#100 value parent_id>kb_knowledge_base parent_table:table_name full_category"
             " active:boolean"),
    Declared("kb_knowledge", "Knowledge", "number", _ARTICLE, "KB"),
    Declared("kb_version", "Knowledge Version", "version",
             "version knowledge>kb_knowledge baseline_version:boolean author>sys_user"),
    Declared("kb_use", "Knowledge Use", "article",
             "article>kb_knowledge user>sys_user viewed:boolean used:boolean times_viewed:integer search_id"
             " session_id interaction_id"),
    Declared("kb_feedback", "Knowledge Feedback", "article",
             "article>kb_knowledge user>sys_user useful:choice rating:integer comments#4000 flagged:boolean"
             " query session_id reason:choice resolved:boolean"),
    Declared("m2m_kb_task", "Knowledge Applied to Task", "kb_knowledge",
             "kb_knowledge>kb_knowledge task>task"),
    Declared("interaction", "Interaction", "number", _INTERACTION, "IMS"),
    Declared("interaction_related_record", "Interaction Related Record", "interaction",
             "interaction>interaction document_table:table_name document_id#32 type task>task"),
    Declared("interaction_json_blob", "Interaction JSON", "name", "name interaction>interaction"
             " value#1000000"),
)  # fmt: skip
