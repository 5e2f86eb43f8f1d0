"""The checkout as others meet it: locks, finding a Python, the wheel, and what a bare start loads."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("run", "test")
PIP = (sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check")
HEAVY = ("numpy", "scipy", "pandas", "altair", "vl_convert", "jinja2", "jax", "numpyro", "arviz_stats", "xarray")

pytestmark = pytest.mark.skipif(
    not (ROOT / "pyproject.toml").is_file(), reason="needs a checkout, not an installed package"
)


def run(*command: str | Path, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
        **options,
    )


def tracked_files() -> list[Path]:
    """Files under git, and those that would be; nothing that git ignores."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    if listed.returncode != 0:
        pytest.skip("not a git checkout, so tracked files are unknown")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", text, re.MULTILINE))


class TestLocks:
    @pytest.mark.parametrize("lock", LOCKS)
    def test_hold_no_address(self, lock):
        text = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")
        assert not re.findall(r"://|@ |^\s*-(?:i|f)\b|--(?:index|extra-index|find-links)|pypi", text, re.MULTILINE)

    @pytest.mark.parametrize("lock", LOCKS)
    def test_every_pin_has_a_hash(self, lock):
        text = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert len(blocks) == len(pins(lock))
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []

    def test_test_lock_contains_run_lock(self):
        assert pins("run").items() <= pins("test").items()

    def test_name_every_declared_dependency(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        groups = project["dependency-groups"]
        declared = {
            "run": project["project"]["dependencies"] + groups["build"],
            "test": [spec for spec in groups["test"] if isinstance(spec, str)]
            + project["project"]["optional-dependencies"]["frames"],
        }
        for lock, specs in declared.items():
            names = {re.match(r"[A-Za-z0-9._-]+", spec)[0].lower() for spec in specs}
            assert names <= pins(lock).keys()


class TestTexts:
    def test_no_machine_path_in_tracked_files(self):
        homes = "|".join(("root", "work", "home", "Users"))
        machine_path = re.compile(rf"(?<![\w.:/])/(?:{homes})/\w")
        found = []
        for path in tracked_files():
            try:
                text = path.read_text("utf-8")
            except UnicodeDecodeError:
                continue
            found += [
                f"{path.relative_to(ROOT)}:{number}"
                for number, line in enumerate(text.splitlines(), 1)
                if machine_path.search(line)
            ]
        assert found == []

    def test_one_version_everywhere(self):
        version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
        assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
        assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text("utf-8")

    def test_readme_commands_exist(self):
        targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
        asked = set(re.findall(r"\bmake ([a-z]+)\b(?= +#|`)", (ROOT / "README.md").read_text("utf-8")))
        assert {"run", "test"} <= asked <= targets


@pytest.mark.skipif(os.name != "posix", reason="tools/find-python is a POSIX shell script")
class TestFindPython:
    GOOD = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
    OLD = "#!/bin/sh\nexit 1\n"
    SHIM = "#!/bin/sh\necho 'pyenv: command not found; it exists in other versions' >&2\nexit 127\n"

    def script(self, path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    def find(self, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """find-python on a machine that has only what the test put there: not even coreutils."""
        (tmp_path / "bin").mkdir(exist_ok=True)
        environment = {
            "HOME": str(tmp_path / "home"),
            "PATH": str(tmp_path / "bin"),
            "CENOTAPH_PYTHON_DIRS": "",
            **environment,
        }
        return run("/bin/sh", ROOT / "tools" / "find-python", env=environment, cwd=tmp_path)

    def assert_found(self, result: subprocess.CompletedProcess[str]) -> None:
        assert result.returncode == 0, result.stderr
        version = run(result.stdout.strip(), "-c", "import sys; print(sys.version_info >= (3, 12))")
        assert version.stdout.strip() == "True"

    def test_none_says_what_to_do(self, tmp_path):
        result = self.find(tmp_path)
        assert result.returncode == 1
        assert result.stdout == ""
        assert "Python 3.12 or newer" in result.stderr
        assert "PYTHON=" in result.stderr

    def test_old_and_broken_ones_do_not_count(self, tmp_path):
        self.script(tmp_path / "bin/python3", self.OLD)
        self.script(tmp_path / "bin/python3.12", self.SHIM)
        assert self.find(tmp_path).returncode == 1

    def test_message_with_coreutils(self, tmp_path):
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin/cat").symlink_to(shutil.which("cat"))
        result = self.find(tmp_path)
        assert result.returncode == 1
        assert "python3-venv" in result.stderr

    def test_old_python3_on_the_path_a_newer_one_in_pyenv(self, tmp_path):
        self.script(tmp_path / "bin/python3", self.OLD)
        self.script(tmp_path / "bin/python3.12", self.SHIM)
        self.script(tmp_path / "home/.pyenv/versions/3.8.18/bin/python3", self.OLD)
        self.script(tmp_path / "home/.pyenv/versions/3.12.1/bin/python3.12", self.GOOD)
        self.assert_found(self.find(tmp_path))

    def test_pyenv_root(self, tmp_path):
        self.script(tmp_path / "elsewhere/versions/3.13.0/bin/python3", self.GOOD)
        self.assert_found(self.find(tmp_path, PYENV_ROOT=str(tmp_path / "elsewhere")))

    def test_usual_folders(self, tmp_path):
        self.script(tmp_path / "usr/bin/python3", self.GOOD)
        self.assert_found(self.find(tmp_path, CENOTAPH_PYTHON_DIRS=str(tmp_path / "usr/bin")))

    def test_named_one_comes_first(self, tmp_path):
        self.script(tmp_path / "bin/python3", self.OLD)
        named = self.script(tmp_path / "opt/mine", self.GOOD)
        self.assert_found(self.find(tmp_path, PYTHON=str(named)))

    def test_unfit_named_one_is_reported(self, tmp_path):
        old = self.script(tmp_path / "opt/mine", self.OLD)
        self.script(tmp_path / "bin/python3", self.GOOD)
        result = self.find(tmp_path, PYTHON=str(old))
        self.assert_found(result)
        assert f"PYTHON={old}" in result.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    pytest.importorskip("hatchling", reason="the build backend is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    built = run(
        *PIP, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "--no-cache-dir",
        "--wheel-dir", folder, ROOT,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("cenotaph-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The wheel in a folder of its own, where any attempt to reach a network raises."""
    folder = tmp_path_factory.mktemp("installed")
    done = run(
        *PIP, "install", "--no-index", "--no-deps", "--no-cache-dir", "--quiet", "--target", folder, wheel,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*args, **kwargs):\n"
        "    raise AssertionError('the network was asked for')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
    )
    return folder


class TestWheel:
    def test_contains_every_file_of_the_package(self, wheel):
        source = ROOT / "src"
        expected = {
            path.relative_to(source).as_posix() for path in tracked_files() if path.is_relative_to(source / "cenotaph")
        }
        shipped = set(zipfile.ZipFile(wheel).namelist())
        assert expected - shipped == set()
        assert "cenotaph/py.typed" in shipped
        assert any(re.fullmatch(r"cenotaph/cases/[^/]+/case\.toml", name) for name in shipped)

    def test_contains_nothing_else(self, wheel):
        names = zipfile.ZipFile(wheel).namelist()
        assert [n for n in names if not n.startswith("cenotaph")] == []
        assert [n for n in names if "__pycache__" in n] == []

    def test_runs_from_another_folder_without_network(self, installed, tmp_path):
        environment = {**os.environ, "PYTHONPATH": str(installed), "HOME": str(tmp_path)}
        where = run(sys.executable, "-c", "import cenotaph; print(cenotaph.__file__)", cwd=tmp_path, env=environment)
        assert Path(where.stdout.strip()).is_relative_to(installed), where.stderr

        cases = run(sys.executable, installed / "bin" / "cenotaph", "cases", cwd=tmp_path, env=environment)
        assert cases.returncode == 0, cases.stderr
        assert "ussr-1926-1939" in cases.stdout


class TestStart:
    """What is loaded before anything is asked: a bare start must not wait for the heavy libraries."""

    def loaded(self, code: str) -> set[str]:
        report = "import sys; print('LOADED', *sorted({n.partition('.')[0] for n in sys.modules}))"
        done = run(sys.executable, "-c", f"{code}\n{report}")
        assert done.returncode == 0, done.stderr
        return set(done.stdout.rpartition("LOADED")[2].split())

    def test_import_is_light(self):
        assert self.loaded("import cenotaph").isdisjoint(HEAVY)

    def test_help_is_light(self):
        code = (
            "import sys; sys.argv = ['cenotaph', '--help']\n"
            "from cenotaph.cli.main import main\n"
            "try: main()\n"
            "except SystemExit as end: assert not end.code, end.code"
        )
        assert self.loaded(code).isdisjoint(HEAVY)

    def test_library_use_is_light_until_called(self):
        assert self.loaded("import cenotaph; cenotaph.run").isdisjoint({"pandas", "altair", "vl_convert"})
