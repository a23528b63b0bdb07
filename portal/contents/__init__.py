"""What a stranger's file must be before it is kept. Pure: no database, no storage.

looking.look_into(path, name)   → content type     the whole file; raises Unacceptable with a sentence
looking.look_at(head, name)     → content type     its beginning alone, while the rest is still on its way
clamd.scan(address, stream)     → name of a virus, or ''
"""
