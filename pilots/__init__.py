"""Pilot-scale platforms (中试平台): their record, their way up, what they offer to others (domain.md §4)."""
