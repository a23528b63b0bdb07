"""The published schemes of evaluations/standards and one never seen before, each against figures computed by hand."""
