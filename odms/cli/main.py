"""The odms command. Heavy imports stand inside the commands, so that it starts quickly."""

import typer

from odms.cli import (
    assessment,
    balance,
    demo,
    doctor,
    dossier,
    files,
    frameworks,
    harvest,
    inventory,
    ledger,
    national,
    options,
    orders,
    people,
    plan,
    processes,
    programme,
    protect,
    publish,
    publishers,
    push,
    repair,
    report,
    requests,
    schemas,
    scores,
    search,
    serve,
    sql,
    survey,
    use,
)
from odms.cli.commands import Commands

app = typer.Typer(
    name="odms",
    cls=Commands,
    help="ODMS: the software of a national open data centre.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(files.inspect)
app.command()(files.read)
app.command()(report.report)
app.command()(schemas.schema)
app.command()(schemas.validate)
app.command()(protect.protect)
app.command()(repair.repair)
app.command()(schemas.compare)
app.command()(doctor.doctor)
app.command()(options.options)
app.command()(serve.serve)
app.command()(demo.demo)
app.command()(publish.publish)
app.command()(publish.approve)
app.command()(harvest.harvest)
app.command()(search.search)
app.command()(search.rebuild)
app.command()(sql.sql)
app.command()(use.health)
app.command()(scores.scores)
app.command()(national.figures)
app.add_typer(use.app, name="usage")
app.command()(balance.balance)
app.add_typer(requests.app, name="requests")
app.add_typer(survey.app, name="survey")
app.add_typer(orders.app, name="orders")
app.add_typer(ledger.app, name="ledger")
app.add_typer(dossier.app, name="dossier")
app.add_typer(processes.app, name="processes")
app.add_typer(assessment.app, name="assessment")
app.add_typer(frameworks.app, name="frameworks")
app.add_typer(inventory.app, name="inventory")
app.add_typer(plan.app, name="plan")
app.add_typer(programme.app, name="programme")
app.add_typer(push.app, name="push")
app.add_typer(people.agency_app, name="agency")
app.add_typer(people.user_app, name="user")
app.add_typer(people.token_app, name="token")
app.add_typer(publishers.webhook_app, name="webhook")


if __name__ == "__main__":
    app()
