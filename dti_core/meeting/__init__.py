"""The quarterly meeting: slides as data, the same for the wall, the deck, the PDF and the handout."""
