"""When in its merger is this galaxy, and what else looks like it?"""

from importlib.metadata import version

__version__ = version("deepgalaxy")
