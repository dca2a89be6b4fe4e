"""A meeting as files: the deck for PowerPoint, the same slides as PDF and as a workbook, the Word annex to a plan."""
