"""Documents: what one says (`model`), how it is set (`layout`, the style sheets), how it is printed (`printer`, `child`), and its charts.

A caller builds a `model.Document` from frozen data and hands it to `printer.print_document`; equal documents give equal bytes.
"""
