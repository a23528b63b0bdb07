"""A visit's corrections outlive the verdicts that they corrected: put together anew, blind readings are corrected again."""

from evaluations.models import Filing, Review, Score, VisitFinding
from evaluations.queries import asked_answers
from evaluations.visit_queries import corrected_findings


def carry_corrections(*, filing: Filing, review: Review) -> frozenset[str]:
    """Of what counts now, each verdict that a visit corrected says again what was found; returns their items."""
    answers = {answer.item.code: answer for answer in asked_answers(filing).select_related("item")}
    scores = {score.answer_id: score for score in Score.objects.filter(review=review)}
    carried = [finding for finding in corrected_findings(filing) if finding.item.code in answers]
    for finding in carried:
        answer = answers[finding.item.code]
        score = scores.get(answer.pk) or Score(review=review, answer=answer, scope=review.scope, version=0)
        _correct(score, finding)
        scores[answer.pk] = score
    return frozenset(finding.item.code for finding in carried)


def _correct(score: Score, finding: VisitFinding) -> None:
    if score.rung:
        VisitFinding.objects.filter(pk=finding.pk).update(before_rung=score.rung)
    assert finding.corrected_by_id
    score.comment = "\n".join(filter(None, [score.comment.strip(), finding.stated]))[:4000]
    score.rung, score.accepted_exclusion = finding.rung, False
    score.version, score.updated_by_id = score.version + 1, finding.corrected_by_id
    score.save()
