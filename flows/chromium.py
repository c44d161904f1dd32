"""The Chromium that prints the manual and runs the browser tests, without root or system packages.

The npm package @sparticuz/chromium ships a headless Chromium with the few libraries it needs, each
compressed with brotli. ``find`` unpacks them once into var/browser/; a system's own Chromium is the fallback.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ARCHIVES = ("al2023.tar", "swiftshader.tar", "fonts.tar")
SYSTEM = ("chromium", "chromium-browser", "google-chrome")

# Nothing may leave the machine and nothing may wait for a display or a GPU.
ARGUMENTS = (
    "--no-sandbox",
    "--no-zygote",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-client-side-phishing-detection",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


class NoBrowser(RuntimeError):
    """No Chromium here; the text says what to run."""


@dataclass(frozen=True)
class Browser:
    """What Playwright's ``chromium.launch`` needs: pass ``**browser.launch()``."""

    executable: Path
    environment: dict[str, str] = field(default_factory=dict)

    def launch(self) -> dict[str, object]:
        return {
            "executable_path": str(self.executable),
            "args": list(ARGUMENTS),
            "env": {**os.environ, **self.environment},
            "headless": True,
        }


def find(root: Path = ROOT) -> Browser:
    """The unpacked npm Chromium, else the system's. Raises NoBrowser when there is neither."""
    package = root / "node_modules" / "@sparticuz" / "chromium"
    if (package / "bin" / "chromium.br").is_file():
        return _unpacked(package, root / "var" / "browser")
    for name in SYSTEM:
        if found := shutil.which(name):
            return Browser(Path(found))
    raise NoBrowser("no Chromium: run `make setup` (it runs `npm ci`), or install the package chromium")


def _unpacked(package: Path, into: Path) -> Browser:
    version = json.loads((package / "package.json").read_text())["version"]
    home = into / f"chromium-{version}"
    if not home.is_dir():
        _unpack(package / "bin", home)
    return Browser(
        home / "chromium",
        {"LD_LIBRARY_PATH": str(home / "lib"), "FONTCONFIG_FILE": str(home / "fonts.conf")},
    )


def _unpack(source: Path, home: Path) -> None:
    """Unpack beside, then rename: two test runs at once, or a killed one, leave no half a browser."""
    half = home.with_name(f"{home.name}.{os.getpid()}")
    half.mkdir(parents=True)
    _brotli(source / "chromium.br", half / "chromium")
    (half / "chromium").chmod(0o755)
    for archive in ARCHIVES:
        _brotli(source / f"{archive}.br", half / archive)
        with tarfile.open(half / archive) as opened:
            opened.extractall(half, filter="data")
        (half / archive).unlink()
    (half / "fonts.conf").write_text(FONTS.format(fonts=home / "fonts", cache=home / "cache"))
    try:
        half.rename(home)
    except OSError:  # another run was quicker
        shutil.rmtree(half)


def _brotli(compressed: Path, to: Path) -> None:
    script = Path(__file__).with_name("unpack.mjs")
    subprocess.run(["node", str(script), str(compressed), str(to)], check=True, timeout=120)
