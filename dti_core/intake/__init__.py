"""Files that people send: read in a process of their own, checked whole, shown before anything is written."""
