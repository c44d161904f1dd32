"""Tells a CPU build of torch from a CUDA build by pip's own report, before anything is downloaded. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def needs_cuda(report: Mapping[str, Any], *, system: str) -> bool:
    """Whether `pip install --dry-run --report` chose a torch that wants CUDA on this `system`.

    `system` is what platform.system() says. A build that requires none of NVIDIA's packages is a CPU build.
    """
    torch = [
        one["metadata"] for one in report.get("install", []) if one["metadata"]["name"].lower() == "torch"
    ]
    return any(_wants_nvidia(metadata, system) for metadata in torch)


def _wants_nvidia(metadata: Mapping[str, Any], system: str) -> bool:
    if str(metadata["version"]).endswith("+cpu"):
        return False
    return any(_applies(requirement, system) for requirement in metadata.get("requires_dist") or [])


def _applies(requirement: str, system: str) -> bool:
    name, _, marker = requirement.partition(";")
    if not re.match(r"(nvidia-|cuda-)", name.strip().lower()) or "extra ==" in marker:
        return False
    named = re.search(r"(?:platform_system|sys_platform)\s*==\s*[\"'](\w+)[\"']", marker)
    return named is None or named[1].lower() == system.lower()
