"""A mail server on loopback that keeps what it is given, or answers as a test tells it to: codes, or a dropped connection."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

DROP = "drop"


@dataclass
class Sink:
    """answers: verb ("CONNECT", "MAIL", "RCPT", "DATA", "BODY") -> reply line, or DROP to hang up without one."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0


class _Hangup(Exception):
    pass


class _Conversation(socketserver.StreamRequestHandler):
    """RFC 5321 as far as smtplib speaks it, without extensions."""

    timeout = 10

    def handle(self) -> None:
        self.server.sink.connections += 1
        try:
            self._answer("CONNECT", "220 sink")
            while (line := self.rfile.readline()) and self._obey(line.decode().strip()):
                pass
        except (_Hangup, OSError):  # told to, or whoever called went away without a word
            return

    def _obey(self, line: str) -> bool:
        verb = line.partition(" ")[0].upper()
        if verb == "QUIT":
            self._say("221 bye")
            return False
        if verb == "RCPT":
            self.server.sink.recipients.append(line)
        if verb == "DATA":
            if self._answer("DATA", "354 go on").startswith("354"):
                self._read_letter()
            return True
        self._answer(verb, "250 ok")
        return True

    def _read_letter(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if self.server.sink.answers.get("BODY", "250").startswith("250"):  # kept before the sender is told so
            self.server.sink.letters.append(message_from_bytes(b"".join(lines), policy=default))
        self._answer("BODY", "250 kept")

    def _answer(self, step: str, usual: str) -> str:
        reply = self.server.sink.answers.get(step, usual)
        if reply == DROP:
            raise _Hangup
        self._say(reply)
        return reply

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: Sink


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """A running sink on a free port."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.sink = Sink(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.sink
        finally:
            server.shutdown()
            thread.join()
