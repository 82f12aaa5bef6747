"""A mail server on this machine that keeps what it is sent, or turns it away."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Box:
    """Where letters arrive: `port` of the server, who they are for, and what they say."""

    port: int = 0
    recipients: list[str] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False


@contextmanager
def mail_server() -> Iterator[Box]:
    """Within, a real SMTP conversation ends in the box."""
    box = Box()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 box.example")
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb == "QUIT":
                    self._say("221 bye")
                    return
                if verb == "RCPT":
                    box.recipients.append(line.partition("<")[2].rstrip(">"))
                if verb == "RCPT" and box.refuses:
                    self._say("550 no such box")
                elif verb == "DATA":
                    self._take()
                else:
                    self._say("250 ok")

        def _take(self) -> None:
            self._say("354 go on")
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            box.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
            self._say("250 kept")

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
