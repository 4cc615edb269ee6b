"""Lets ``python -m tracker`` run the command line."""

from tracker.cli.main import run

if __name__ == "__main__":
    run()
