from django.http import HttpRequest


def wants_json(request: HttpRequest) -> bool:
    """A script asks: the Accept header prefers JSON; a browser's own form does not."""
    return request.headers.get("Accept", "").startswith("application/json")
