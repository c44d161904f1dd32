"""Set-up's decisions: which Python, which environment to make, which torch to refuse."""

import hashlib
import json
import sys
from pathlib import Path

import pytest

from stack import cuda, environments, interpreters, model, stage
from stack.failure import Failure
from stack.interpreters import Interpreter


def python(path: str, *version: int) -> Interpreter:
    return Interpreter(Path(path), version)


def test_the_most_wanted_version_is_chosen_wherever_it_was_found():
    found = [python("/a", 3, 13), python("/b", 3, 11), python("/c", 3, 11), python("/d", 3, 10)]
    assert interpreters.choose(found, interpreters.MAIN) == python("/b", 3, 11)
    assert interpreters.choose(found, interpreters.BOT) == python("/d", 3, 10)
    assert interpreters.choose(found, ((3, 9),)) is None


def test_pythons_are_looked_for_on_the_path_and_among_pyenvs_and_uvs_versions(tmp_path):
    for folder in (
        ".pyenv/versions/3.10.13",
        ".pyenv/versions/3.1.0",
        ".local/share/uv/python/cpython-3.10.9-linux",
    ):
        (tmp_path / folder).mkdir(parents=True)
    looked = list(interpreters.places(((3, 10),), {"PATH": "/one:/two"}, tmp_path))
    assert looked == [
        Path(sys.executable),
        Path("/one/python3.10"),
        Path("/two/python3.10"),
        tmp_path / ".pyenv/versions/3.10.13/bin/python3",
        tmp_path / ".local/share/uv/python/cpython-3.10.9-linux/bin/python3",
    ]


def test_a_program_that_is_no_python_is_passed_over(tmp_path):
    shim = tmp_path / "python3.10"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert interpreters.ask(shim) is None
    assert interpreters.ask(tmp_path / "missing") is None
    assert interpreters.ask(Path(sys.executable)).version == sys.version_info[:2]


@pytest.mark.parametrize(
    ("stamp", "works", "state"),
    [("new", True, "ready"), ("old", True, "stale"), (None, True, "broken"), ("new", False, "broken")],
)
def test_an_environment_is_kept_updated_or_made_anew(stamp, works, state):
    assert environments.state(stamp, "new", works) == state


def report(version: str, *requires: str) -> dict:
    return {"install": [{"metadata": {"name": "torch", "version": version, "requires_dist": list(requires)}}]}


NVIDIA = 'nvidia-cublas (==13.1.0.3) ; platform_system == "Linux"'


@pytest.mark.parametrize(
    ("chosen", "system", "refused"),
    [
        (report("2.13.0", "filelock", NVIDIA), "Linux", True),
        (report("2.13.0", "filelock", NVIDIA), "Darwin", False),
        (report("2.13.0+cpu", "filelock"), "Linux", False),
        (report("2.13.0", "filelock", 'nvidia-nccl ; extra == "cuda"'), "Linux", False),
        (report("2.13.0", "cuda-bindings<14,>=13.0.3"), "Linux", True),
        ({"install": []}, "Linux", False),
    ],
)
def test_a_cuda_build_of_torch_is_told_by_what_it_requires(chosen, system, refused):
    assert cuda.needs_cuda(chosen, system=system) is refused


@pytest.fixture
def exported(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"onnx")
    (tmp_path / "model.onnx.data").write_bytes(b"data")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    named = {
        "source": "w",
        "sha256": hashlib.sha256(b"onnx").hexdigest(),
        "weights": hashlib.sha256(b"data").hexdigest(),
        "bits": 8,
        "tokenizer": hashlib.sha256(b"{}").hexdigest(),
    }
    (tmp_path / "manifest.json").write_text(json.dumps(named))
    return tmp_path


def test_a_model_that_is_what_its_manifest_names_is_kept(exported):
    assert model.fault_of(exported, weights="w") is None


@pytest.mark.parametrize("name", ["model.onnx", "model.onnx.data", "tokenizer.json"])
def test_a_model_with_one_other_byte_is_made_anew(exported, name):
    (exported / name).write_bytes(b"onnX")
    assert f"{name} is not the file" in model.fault_of(exported, weights="w")


def test_a_model_whose_weights_cannot_be_mapped_is_made_anew_unless_it_was_chosen(exported):
    manifest = json.loads((exported / "manifest.json").read_text())
    del manifest["weights"]
    (exported / "manifest.json").write_text(json.dumps(manifest))
    assert "weights inside" in model.fault_of(exported, weights="w")
    assert model.fault_of(exported, weights=None) is None


def test_a_model_from_before_eight_bits_is_made_anew_unless_it_was_chosen(exported):
    manifest = json.loads((exported / "manifest.json").read_text())
    del manifest["bits"]
    (exported / "manifest.json").write_text(json.dumps(manifest))
    assert "not in 8 bits" in model.fault_of(exported, weights="w")
    assert model.fault_of(exported, weights=None) is None


def test_a_model_from_other_weights_is_made_anew_unless_it_was_chosen(exported):
    assert "other weights" in model.fault_of(exported, weights="v")
    assert model.fault_of(exported, weights=None) is None


def test_a_missing_model_is_named(tmp_path):
    assert "manifest.json is not there" in model.fault_of(tmp_path, weights="w")


def test_a_step_that_fails_shows_the_end_of_its_output(tmp_path):
    command = [sys.executable, "-c", "print('cannot reach the registry'); raise SystemExit(4)"]
    with pytest.raises(Failure) as failed:
        stage.run("installing", command, log=tmp_path / "log", cwd=tmp_path)
    assert "code 4" in failed.value.message
    assert "cannot reach the registry" in failed.value.message
    assert str(tmp_path / "log") in failed.value.remedy


def test_a_missing_command_is_a_clear_failure(tmp_path):
    with pytest.raises(Failure, match="no-such-command is not there"):
        stage.run("installing", ["no-such-command"], log=tmp_path / "log", cwd=tmp_path)
