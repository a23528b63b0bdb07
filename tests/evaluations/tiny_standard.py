"""A standard small enough to compute by hand: two groups of two items, three rungs, three levels."""

TINY = """
format: 1
standard: {code: tiny, version: "1", title: {zh: 小标准, en: Tiny standard}}
scales:
  steps:
    kind: rungs
    rungs:
      - {code: "1", points: 20, name: {zh: 低, en: Low}}
      - {code: "2", points: 60, name: {zh: 中, en: Middle}}
      - {code: "3", points: 100, name: {zh: 高, en: High}}
vetoes:
  - {code: V1, name: {zh: 重大质量事故, en: Major quality accident}}
groups:
  - code: A
    title: {zh: 甲, en: Alpha}
    weight: 60
    items:
      - ITEM A1 75
      - ITEM A2 25
  - code: B
    title: {zh: 乙, en: Beta}
    weight: 40
    items:
      - ITEM B1 50
      - ITEM B2 50
levels:
  - {code: L1, name: {zh: 一级, en: First}, gates: {all_of: []}}
  - code: L2
    name: {zh: 二级, en: Second}
    gates:
      all_of:
        - total: {min: 50}
        - every_group: {min: 40}
        - item: {code: A1, rung: "2"}
  - code: L3
    name: {zh: 三级, en: Third}
    gates:
      all_of:
        - lower_levels: true
        - total: {min: 80}
        - group: {code: B, min: 80}
        - share_of_items: {rung: "3", min: 50}
        - evidence: {rung: "2", min: 75}
        - no_veto: true
        - any_of:
            - item: {code: A2, rung: "3"}
            - item: {code: B2, rung: "3"}
"""

ITEM = """code: {code}
        title: {{zh: 项{code}, en: Item {code}}}
        question: {{zh: 问{code}, en: Question {code}}}
        weight: {weight}
        scale: steps
        rungs: {{"1": {{zh: 少, en: little}}, "2": {{zh: 一些, en: some}}, "3": {{zh: 多, en: much}}}}"""


def tiny_text() -> str:
    """The standard's YAML with each item written out."""
    lines = []
    for line in TINY.strip().splitlines():
        before, mark, item = line.partition("ITEM ")
        code, _, weight = item.partition(" ")
        lines.append(before + ITEM.format(code=code, weight=weight) if mark else line)
    return "\n".join(lines) + "\n"
