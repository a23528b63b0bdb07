"""What is wrong with a standard's file: collected, bounded, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.definition import Text

MOST_FAULTS = 200
LONGEST_QUOTE = 40


@dataclass(frozen=True)
class Fault:
    """One thing to put right: the line (from 1), the path in the file, what is wrong and what to do."""

    line: int
    path: str
    message: Text
    remedy: Text

    def in_words(self, language: str) -> str:
        """One sentence with line, path and remedy for a language code such as `zh-hans` or `en`."""
        message, remedy = self.message.in_language(language), self.remedy.in_language(language)
        if language.lower().startswith("en"):
            return f"Line {self.line}, {self.path}: {message}. {remedy}."
        return f"第 {self.line} 行，{self.path}：{message}。{remedy}。"


class DefinitionFaults(Exception):
    """The file is refused as a whole; `faults` has everything found, by line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(fault.in_words("en") for fault in faults))


class FaultList:
    """Collects faults while the file is read to its end."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._left_out = 0

    def __len__(self) -> int:
        return len(self._faults)

    def add(self, line: int, path: str, message: Text, remedy: Text) -> None:
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(Fault(line, path, message, remedy))
        else:
            self._left_out += 1

    def refuse(self) -> None:
        """Raises DefinitionFaults when anything was collected."""
        if not self._faults:
            return
        faults = sorted(self._faults, key=lambda fault: fault.line)
        if self._left_out:
            faults.append(_more(self._left_out, faults[-1].line))
        raise DefinitionFaults(tuple(faults))


def refuse_file(line: int, message: Text, remedy: Text) -> DefinitionFaults:
    """The exception for a fault that makes reading on pointless."""
    return DefinitionFaults((Fault(line, "file", message, remedy),))


def quoted(value: str) -> str:
    """A value from the file, made short and printable for a message."""
    clean = "".join(character if character.isprintable() else " " for character in value[: LONGEST_QUOTE + 1])
    return f"“{clean[:LONGEST_QUOTE]}…”" if len(value) > LONGEST_QUOTE else f"“{clean}”"


def _more(count: int, line: int) -> Fault:
    return Fault(
        line,
        "file",
        Text(f"另有 {count} 处错误未列出", f"{count} more faults are not listed"),
        Text("请先更正已列出的错误，再重新校验", "Correct the listed ones and check again"),
    )
