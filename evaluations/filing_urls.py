"""What the enterprise does with a filing."""

from django.urls import path

from evaluations.views import (
    carrying,
    evidence,
    filings,
    home,
    items,
    plans,
    results,
    submission,
    what_if,
    workbooks,
)

urlpatterns = [
    path("filings/", home.home, name="home"),
    path("filings/open/", filings.open_current, name="open"),
    path("filings/<int:pk>/", filings.task_list, name="filing"),
    path("filings/<int:pk>/standing/", results.standing, name="standing"),
    path("filings/<int:pk>/items/<str:code>/", items.item, name="item"),
    path("filings/<int:pk>/items/<str:code>/evidence/", evidence.add, name="evidence-add"),
    path("filings/<int:pk>/evidence/<int:evidence_pk>/", evidence.place, name="evidence-place"),
    path("filings/<int:pk>/evidence/<int:evidence_pk>/remove/", evidence.remove, name="evidence-remove"),
    path("filings/<int:pk>/move/", carrying.move, name="filing-move"),
    path("filings/<int:pk>/prefill/", carrying.prefill, name="prefill"),
    path("filings/<int:pk>/prefill/undo/", carrying.undo, name="prefill-undo"),
    path("filings/<int:pk>/check/", submission.check, name="check"),
    path("filings/<int:pk>/submit/", submission.submit, name="submit"),
    path("filings/<int:pk>/withdraw/", submission.withdraw, name="withdraw"),
    path("filings/<int:pk>/receipt/", submission.receipt, name="receipt"),
    path("filings/<int:pk>/result/", results.result, name="result"),
    path("filings/<int:pk>/explanation/", results.explanation, name="explanation"),
    path("filings/<int:pk>/what-if/", what_if.what_if, name="what-if"),
    path("filings/<int:pk>/plan/", plans.save, name="plan-save"),
    path("plan/", plans.plan, name="plan"),
    path("plan/<int:pk>/export/", plans.export, name="plan-export"),
    path("plan/actions/<int:pk>/", plans.action, name="plan-action"),
    path("plan/actions/<int:pk>/drop/", plans.drop, name="plan-drop"),
    path("plan/actions/<int:pk>/restore/", plans.restore, name="plan-restore"),
    path("filings/<int:pk>/workbook/", workbooks.workbook, name="workbook"),
    path("filings/<int:pk>/workbook/download/", workbooks.download, name="workbook-download"),
    path("filings/<int:pk>/workbook/<int:job_pk>/", workbooks.step, name="workbook-step"),
    path("filings/<int:pk>/workbook/<int:job_pk>/apply/", workbooks.apply, name="workbook-apply"),
    path("filings/<int:pk>/history/", filings.history, name="history"),
]
