"""A country's worth of synthetic filings at the speed of COPY, for measuring. Only `manage.py seed` and bench/ use it."""
