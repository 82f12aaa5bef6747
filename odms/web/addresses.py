"""Addresses of one page in both languages: Thai has no prefix, English stands under /en/."""

ENGLISH = "/en"


def in_thai(path: str) -> str:
    """The Thai address of the page at `path`."""
    if path == ENGLISH or path.startswith(f"{ENGLISH}/"):
        return path.removeprefix(ENGLISH) or "/"
    return path


def in_english(path: str) -> str:
    """The English address of the page at `path`."""
    return ENGLISH + in_thai(path)


def with_query(path: str, query: str) -> str:
    """`path` with the query string `query`, which may be empty."""
    return f"{path}?{query}" if query else path
