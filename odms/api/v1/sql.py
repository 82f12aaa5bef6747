"""Questions in SQL over published tables."""

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from odms.api import counting
from odms.api.doors import caller_of, operation
from odms.api.schemas import sql as schemas
from odms.api.v1.answers import answers
from odms.tables.asking import FORMATS
from odms.tables.queries import sql

router = Router(tags=["tables"])


@router.post(
    "/sql", response=answers(schemas.SqlAnswer, 404, 413), summary="Ask published tables in SQL"
)
@operation("catalogue.read")
def ask_in_sql(request: HttpRequest, question: schemas.Question) -> StreamingHttpResponse:
    """One SELECT, answered within 20 seconds by at most 100,000 rows and 64 MB. The header ODMS-Rows
    counts the rows; ODMS-Truncated (rows or size) says in every format where there were more."""
    answer, tables = sql.ask(question.sql, question.format, caller=caller_of(request))
    for table in tables:
        counting.count(request, "sql", channel="sql", detail=question.sql, dataset=table.dataset)
    body = sql.body(answer, tables)
    response = StreamingHttpResponse(body, content_type=FORMATS[answer.format])
    response["ODMS-Rows"] = str(answer.n_rows)
    if answer.truncated:
        response["ODMS-Truncated"] = answer.truncated
    response["Cache-Control"] = "no-store"
    return response
