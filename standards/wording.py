"""The sentences the desk says, by key, and the fields that each may name. The words are in
data/standards/wording.yml; a key that is missing there, or a field that is not known here, is a problem."""

from __future__ import annotations

_NONE: frozenset[str] = frozenset()


def _may_name(*fields: str) -> frozenset[str]:
    return frozenset(fields)


FIELDS: dict[str, frozenset[str]] = {
    # names and labels
    "name_bot": _NONE,
    "name_desk": _NONE,
    "label_talk_to_person": _NONE,
    "label_wait": _NONE,
    "label_create_ticket": _NONE,
    "label_keep_trying": _NONE,
    "label_new_conversation": _NONE,
    "label_send": _NONE,
    "label_attach": _NONE,
    "label_write_here": _NONE,
    # the start
    "welcome": _may_name("name"),
    "welcome_anonymous": _NONE,
    "welcome_back": _may_name("name"),
    # the queue
    "queued": _may_name("place", "wait"),
    "queued_no_estimate": _may_name("place"),
    "queued_next": _NONE,
    "queue_moved": _may_name("place", "wait"),
    "queue_heard": _may_name("place"),
    "wait_minute": _NONE,
    "wait_minutes": _may_name("minutes"),
    "nobody_signed_in": _NONE,
    "closed": _may_name("opens"),
    "closed_no_time": _NONE,
    "unaccepted": _NONE,
    "still_waiting": _may_name("place"),
    # agents
    "agent_joined": _may_name("agent"),
    "agent_left": _may_name("agent"),
    "agent_lost": _NONE,
    "agent_transferred": _may_name("queue"),
    "person_already_asked": _NONE,
    # the end
    "conversation_closed": _NONE,
    "conversation_closed_silence": _NONE,
    "conversation_over": _NONE,
    "survey_question_bot": _NONE,
    "survey_question_agent": _may_name("agent"),
    "survey_thanks": _NONE,
    "survey_thanks_sorry": _NONE,
    # messages that need a word
    "removed_password": _NONE,
    "removed_card_number": _NONE,
    "removed_token": _NONE,
    "message_empty": _NONE,
    "message_too_long": _may_name("most"),
    "rate_limited": _may_name("seconds"),
    "attachment_received": _NONE,
    "attachment_type_refused": _NONE,
    "attachment_too_large": _may_name("most_mb"),
    "attachment_failed": _NONE,
    "attachment_not_here": _NONE,
    "button_unknown": _NONE,
    "button_expired": _NONE,
    # when something is slow or down
    "still_working": _NONE,
    "bot_unavailable": _NONE,
    "bot_failed_once": _may_name("reference"),
    "bot_back": _NONE,
    "connection_lost": _NONE,
    "connection_back": _NONE,
    "session_expired": _NONE,
    # tickets
    "ticket_pending": _may_name("reference"),
    "ticket_number": _may_name("reference", "number"),
    "ticket_refused": _may_name("reference"),
    "care_pending": _may_name("number"),
    "care_done_comment": _may_name("number"),
    "care_done_reopen": _may_name("number"),
    "care_done_cancel": _may_name("number"),
    "care_done_escalate": _may_name("number"),
    "care_refused": _may_name("number"),
    "ticket_news": _may_name("number", "short"),
    "ticket_news_assigned": _may_name("assigned"),
    "ticket_news_comment": _may_name("by", "text"),
    "ticket_news_new": _NONE,
    "ticket_news_in_progress": _NONE,
    "ticket_news_on_hold": _NONE,
    "ticket_news_resolved": _NONE,
    "ticket_news_closed": _NONE,
    "ticket_news_canceled": _NONE,
    # what is down
    "notice_workaround": _may_name("text", "workaround"),
    "trouble_over": _may_name("about"),
    "trouble_over_done": _may_name("done"),
    "trouble_over_still": _NONE,
    "label_still_not_working": _NONE,
    "consent_taken_back": _NONE,
    "affected_note": _may_name("name"),
    # who is writing
    "ticket_watched": _may_name("number", "short"),
    "complaint_filed": _may_name("number"),
    "complaint_acknowledged": _may_name("number", "agent"),
    "complaint_answered": _may_name("number", "agent", "text"),
    "callback_not_reached": _may_name("phone"),
    "unverified": _NONE,
    "sign_in_refused": _NONE,
}
