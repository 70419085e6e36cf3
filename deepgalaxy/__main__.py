"""``python -m deepgalaxy``, for launchers that start modules."""

from deepgalaxy.cli import main

main()
