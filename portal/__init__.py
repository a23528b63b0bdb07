"""The kernel. Nothing is loaded here: children that print or read a table start without Django and Celery."""
