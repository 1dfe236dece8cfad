"""``python -m flake8_importstyle``: see ``cli``."""

import os
import sys

if sys.path[:1] == [os.getcwd()]:
    # Put there by `-m`. A file of the user's that is called as a standard module would be run.
    del sys.path[0]

from flake8_importstyle.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
