"""Where ``deepgalaxy`` and ``python -m deepgalaxy`` start."""

import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it quietly, even while it is being imported."""
    try:
        from deepgalaxy.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
