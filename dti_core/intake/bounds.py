"""How much a file may hold, each limit with its reason, and how a file is refused.

Standard library only: the child process that reads what people send imports nothing else.
"""

MOST_BYTES = 20_000_000  # as sent; a workbook of one round is under 1 MB, one with scanned pages under 10 MB
MOST_UNPACKED = 100_000_000  # of the parts that are read, after unpacking; parsed in about 5 s
MOST_TIMES_PACKED = 300  # unpacked over packed: sheets reach 60, a bomb of zeros 1,000
RATIO_FROM = 1_000_000  # bytes unpacked under which any ratio is harmless
MOST_PARTS = 5_000  # entries of the zip; Excel writes three or four a sheet
MOST_SHEETS = 300  # one for each agency of a province, twice over
MOST_ROWS, MOST_COLUMNS = 100_000, 1_000  # how far out a filled cell may stand
MOST_CELLS = 400_000  # rows × columns of all sheets: 3,321 communes × 100 indices
MOST_MERGED = 50_000  # merged ranges of one sheet
MOST_TEXT = 15_000_000  # characters of all cells together, so that one long text used often cannot fill the memory
LONGEST_TEXT = 32_767  # characters of one cell: Excel's own limit
MOST_MEMORY = 768_000_000  # bytes of address space of the child, where the system can limit it
CPU_SECONDS = 10  # of work for the child; the largest file that is allowed takes half of it
SECONDS = 30.0  # by the clock, on a busy machine or one that cannot limit work


class Refusal(Exception):
    """A file that is not read: `code` names the text `error.<code>`, `details` fills it. The reader makes a
    WorkbookError of it on its own side of the process."""

    def __init__(self, code: str, /, **details: str | int | float) -> None:
        self.code, self.details = code, details
        super().__init__(code)
