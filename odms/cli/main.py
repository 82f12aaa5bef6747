"""The odms command. Heavy imports stand inside the commands, so that it starts quickly."""

import typer

from odms.cli import demo, doctor, files, options, serve

app = typer.Typer(
    name="odms",
    help="ODMS: the software of a national open data centre.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(files.inspect)
app.command()(files.read)
app.command()(doctor.doctor)
app.command()(options.options)
app.command()(serve.serve)
app.command()(demo.demo)


if __name__ == "__main__":
    app()
