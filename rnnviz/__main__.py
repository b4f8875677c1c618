"""`python -m rnnviz`: the same experiments without the app."""

import sys

from rnnviz.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
