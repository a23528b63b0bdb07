"""Where a tile of the board stands: rough places on a grid without borders. This is no map and claims none."""

from typing import NamedTuple


class Place(NamedTuple):
    """Row and column of the board's grid, from 1."""

    row: int
    column: int


ROWS = (
    ".      .      .      .      .      .      .      .      230000 .     ",
    "650000 XPCC   .      .      .      150000 110000 .      220000 .     ",
    ".      .      .      620000 640000 140000 130000 120000 210000 210200",
    ".      .      630000 .      610000 410000 370000 370200 .      .     ",
    ".      540000 .      510000 500000 420000 340000 320000 310000 .     ",
    ".      .      .      530000 520000 430000 360000 330000 330200 .     ",
    ".      .      .      .      450000 440000 350000 350200 .      .     ",
    ".      .      .      .      460000 440300 .      .      .      .     ",
)
PLACES = {
    code: Place(row, column)
    for row, line in enumerate(ROWS, start=1)
    for column, code in enumerate(line.split(), start=1)
    if code != "."
}
