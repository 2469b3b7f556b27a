"""Where results go."""

import io
import json

from tinbergen.app.answer import to_json
from tinbergen.cli.output import write


def test_a_narrow_encoding_gets_escapes() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    write(stream, to_json({"zh": "失业"}))
    stream.seek(0)
    assert json.loads(stream.read()) == {"zh": "失业"}
