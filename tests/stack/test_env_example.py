"""`.env.example` is the list of every setting."""

import importlib
import re
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("desk", "actions", "sandbox", "itsm/servicenow")
TYPED = [path for path in PACKAGES if (ROOT / path / "settings.py").exists()]
TOLD = set(re.findall(r"^#?(FIRSTLINE_[A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


@pytest.mark.parametrize("package", TYPED)
def test_every_field_of_the_typed_settings_is_listed(package):
    module = importlib.import_module(f"{package.replace('/', '.')}.settings")
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type)]
    named = {
        f"{kind.model_config['env_prefix']}{field}".upper()
        for kind in kinds if issubclass(kind, BaseSettings) and kind is not BaseSettings
        for field in kind.model_fields
    }  # fmt: skip
    assert named - TOLD == set()


@pytest.mark.parametrize("package", ["bot", "stack", "language", "desk", "actions", "sandbox", "itsm"])
def test_every_variable_that_the_code_names_is_listed(package):
    code = "".join(file.read_text("utf-8") for file in (ROOT / package).rglob("*.py"))
    assert set(re.findall(r"\bFIRSTLINE_[A-Z_]*[A-Z]\b", code)) - TOLD == set()
