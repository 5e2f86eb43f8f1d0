"""python -m cenotaph."""

from cenotaph.cli.main import main

main()
