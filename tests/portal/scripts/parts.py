"""The portal's side of an upload in parts, for scripts; each of `faults` spoils one part."""

from playwright.sync_api import Route

UPLOADS = "/api/v1/uploads/"
CUT, ANSWER_LOST, HELD = "cut", "answer lost", "held"


class Parts:
    """Takes uploads as the portal does; `files` holds what arrived by the upload's key, `keys` of those that ever were."""

    def __init__(self) -> None:
        self.files: dict[str, bytearray] = {}
        self.keys: list[str] = []
        self.faults: list[object] = []
        self.offsets: list[int] = []

    @property
    def arrived(self) -> list[bytes]:
        return [bytes(file) for file in self.files.values()]

    def answer(self, route: Route, path: str) -> None:
        key, method = self._key(route, path), route.request.method
        file = self.files.setdefault(key, bytearray())
        if method == "DELETE":
            del self.files[key]
        if method == "PATCH" and not self._take(route, file):
            return
        headers = {"Upload-Offset": str(len(file))}
        route.fulfill(status=200, json={"id": self.keys.index(key), "offset": len(file)}, headers=headers)

    def _key(self, route: Route, path: str) -> str:
        if path != UPLOADS:
            return self.keys[int(path.split("/")[-2])]
        key = route.request.headers["idempotency-key"]
        if key not in self.keys:
            self.keys.append(key)
        return key

    def _take(self, route: Route, file: bytearray) -> bool:
        """Whether this part counts and its sender is told so."""
        request, fault = route.request, self.faults.pop(0) if self.faults else None
        self.offsets.append(int(request.headers["upload-offset"]))
        if isinstance(fault, tuple):
            route.fulfill(status=fault[0], json=fault[1])
        elif self.offsets[-1] != len(file):
            route.fulfill(status=409, json={})
        elif fault in (CUT, HELD):
            route.abort() if fault == CUT else None
        else:
            file += request.post_data_buffer or b""
            if fault == ANSWER_LOST:
                route.abort()
            return fault is None
        return False
