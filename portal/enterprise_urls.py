"""Routes of enterprises and registers; portal/page_urls.py includes them under its namespace."""

from django.urls import path

from portal.views import appointing, enterprises, institutes, moving_enterprises, register_import

urlpatterns = [
    path("enterprises/", enterprises.enterprise_list, name="enterprises"),
    path("enterprises/export/", enterprises.export, name="enterprise-export"),
    path("enterprises/<int:pk>/", enterprises.enterprise_page, name="enterprise-record"),
    path("enterprises/<int:pk>/code/", enterprises.correct_record_code, name="enterprise-code"),
    path("enterprises/<int:pk>/move/", moving_enterprises.move, name="enterprise-move"),
    path("enterprises/<int:pk>/responsible/", appointing.appoint, name="enterprise-appoint"),
    path("enterprises/import/", register_import.upload, name="register-upload"),
    path("enterprises/import/<int:pk>/", register_import.import_page, name="register-import"),
    path("enterprises/import/<int:pk>/commit/", register_import.commit, name="register-commit"),
    path("enterprises/import/<int:pk>/cancel/", register_import.cancel, name="register-cancel"),
    path("institute/", institutes.own_page, name="institute"),
    path("institute/edit/", institutes.edit_own, name="institute-edit"),
    path("enterprise/", enterprises.own_page, name="enterprise"),
    path("enterprise/edit/", enterprises.edit_own, name="enterprise-edit"),
    path("enterprise/confirm-code/", enterprises.confirm_own_code, name="enterprise-confirm-code"),
    path("enterprise/authority/", enterprises.choose_own_authority, name="enterprise-authority"),
]
