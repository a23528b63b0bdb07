from rest_framework.pagination import CursorPagination


class KeySetPagination(CursorPagination):
    """Pages by key: `next` and `previous` are links; there is no page number and no count to slow a list down."""

    ordering = "-pk"
    page_size_query_param = "page_size"
    max_page_size = 200
