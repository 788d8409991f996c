"""Runs a composite action as a runner does, as far as ours needs it: action.py ACTION EVENT.json [INPUT=VALUE]...

Expressions are looked up whole in what the event says, so that a new one in the action fails here until it is known.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from ruamel.yaml import YAML

action_file, event_file, *given = sys.argv[1:]
action = YAML(typ="safe").load(pathlib.Path(action_file).read_text())
event = json.loads(pathlib.Path(event_file).read_text())
inputs = {name: value.get("default", "") for name, value in action["inputs"].items()}
inputs |= dict(pair.split("=", 1) for pair in given)
base = event.get("base_ref", "")
outputs = {}
temp = tempfile.mkdtemp()
path, status = os.environ["PATH"], 0


def known():
    """What each expression of the action means now."""
    meanings = {f"inputs.{name}": value for name, value in inputs.items()}
    meanings |= {f"steps.check.outputs.{name}": outputs.get(name, "") for name in ("sarif", "diff")}
    return meanings | {
        "github.token": "secret",
        "github.action_path": str(pathlib.Path(action_file).resolve().parent),
        "github.action_repository": "owner/kdm",
        "github.action_ref": "main",
        "github.event.pull_request.number": str(event.get("number", "")),
        "inputs.against || (github.base_ref && format('origin/{0}', github.base_ref))": inputs["against"]
        or (f"origin/{base}" if base else ""),
    }


def meant(text):
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: known()[found.group(1)], text)


def wanted(step):
    condition = step.get("if")
    if condition is None:
        return status == 0
    assert condition == (
        "always() && inputs.comment == 'true' && github.event.pull_request.head.repo.full_name == github.repository"
        " && steps.check.outputs.diff"
    ), condition
    return inputs["comment"] == "true" and event["name"] == "pull_request" and bool(outputs.get("diff"))


for step in action["runs"]["steps"]:
    if not wanted(step):
        continue
    files = {name: os.path.join(temp, name) for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        open(file, "a").close()
    env = {name: meant(value) for name, value in step.get("env", {}).items()}
    env = os.environ | files | env | {"RUNNER_TEMP": temp, "GITHUB_REPOSITORY": "owner/ours", "PATH": path}
    ran = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], env=env)
    status = status or ran.returncode
    added = pathlib.Path(files["GITHUB_PATH"]).read_text().split()
    path = os.pathsep.join([*added, path])
    lines = pathlib.Path(files["GITHUB_OUTPUT"]).read_text().splitlines()
    outputs |= dict(line.split("=", 1) for line in lines)

print(json.dumps({"status": status, "outputs": outputs, "summary": pathlib.Path(files["GITHUB_STEP_SUMMARY"]).read_text()}))
