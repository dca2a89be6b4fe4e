"""The command line: each command asks the same functions as the pages, and answers in text or as one JSON document.

This room and `__main__` are the rim: they alone may ask the clock, the environment and, for a running app on this very
machine, the network.
"""
