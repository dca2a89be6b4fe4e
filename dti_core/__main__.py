"""`python -m dti_core`: the command line; see `dti_core.commands`."""

import sys

from dti_core.commands.run import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
