"""Demo summaries, plainly synthetic. Only `seed_demo` in demo mode uses it."""
