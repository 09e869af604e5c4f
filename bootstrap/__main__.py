"""The one entry of the three wrappers: `python -m bootstrap run|test|dev ...`."""

import sys
from importlib import import_module

from bootstrap.errors import Trouble


def main(arguments: list[str]) -> int:
    """Run the named command and return its exit code; an expected failure is one plain message."""
    command, *rest = arguments or ["run"]
    if command not in {"run", "test", "dev"}:
        print(f"Unknown command {command!r}: run, test or dev.", file=sys.stderr)
        return 2
    try:
        return int(import_module(f"bootstrap.{command}").main(rest))
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
