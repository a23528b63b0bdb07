"""What an outside expert reads: rows that hang on a review of theirs, while its filing is undetermined. SQL for policies.

Each asks for one row by its key, so that an index answers; policies of the tables named hold inside as well.
"""

from evaluations.enums import FilingState
from portal.enums import Side
from portal.rls import PERSON

_HELD = ", ".join(f"'{state}'" for state in FilingState.held())

OWN_REVIEW = {str(Side.EXPERT): f"reviewer_id = {PERSON} AND ordinal IS NOT NULL"}
HELD_FILING = {
    str(Side.EXPERT): f"""state IN ({_HELD}) AND EXISTS (
        SELECT FROM evaluations_review r
        WHERE r.filing_id = evaluations_filing.id AND r.reviewer_id = {PERSON} AND r.ordinal IS NOT NULL)"""
}


def of_held(table: str, column: str, parent: str, key: str = "id") -> dict[str, str]:
    """The rows of `table` whose `column` names the `key` of a row of `parent` that the expert reads."""
    return {str(Side.EXPERT): f"EXISTS (SELECT FROM {parent} p WHERE p.{key} = {table}.{column})"}
