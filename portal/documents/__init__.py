"""Documents and their charts.

`model` is what a document says, `layout` and the style sheets how it is set, `printer` and its `child` process how
it is printed. A caller builds a `model.Document` from frozen data and hands it to `printer.print_document`.
"""
