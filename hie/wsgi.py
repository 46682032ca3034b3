"""The application that a WSGI server loads: ``hie.wsgi:app``."""

from hie.app import create_app

app = create_app()
app.extensions["jobs"].start()
