"""`python -m coderl`."""

from coderl.cli.main import main

main()
