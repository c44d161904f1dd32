"""The ports over ServiceNow's Table API, by pysnow."""

from itsm.servicenow.connect import ServiceNow, connect
from itsm.servicenow.settings import ServiceNowSettings

__all__ = ["ServiceNow", "ServiceNowSettings", "connect"]
