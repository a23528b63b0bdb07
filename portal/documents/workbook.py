from io import BytesIO

import xlsxwriter


def plain_workbook(buffer: BytesIO) -> xlsxwriter.Workbook:
    """The one way to write an .xlsx: nothing that somebody typed becomes a formula, a link or a number."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(buffer, options | {"constant_memory": True})
