"""The sample standard with as many items as a measurement needs: the one that ships has 36. Pure, for bench/ too."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from evaluations.loader.document import PARSER

SAMPLE = Path(__file__).parents[1] / "standards" / "sample-2025.yaml"


def text_of(size: int) -> str:
    """The sample with as many items: further ones are copies, and then all items of a group weigh the same."""
    data: dict[str, Any] = yaml.load(SAMPLE.read_text(encoding="utf-8"), PARSER)  # noqa: S506 - a safe one
    known = [item for group in data["groups"] for item in group["items"]]
    if size != len(known):
        data["standard"]["version"] = version_of(size)
        for number in range(size - len(known)):
            group = data["groups"][number % len(data["groups"])]
            group["items"].append(deepcopy(group["items"][0]) | {"code": f"X{number}"})
        for group in data["groups"]:
            for item in group["items"]:
                del item["weight"]
    return json.dumps(data, ensure_ascii=False)


def version_of(size: int) -> str:
    """Not a name that anybody would give a version of theirs."""
    return f"seed-{size}"
