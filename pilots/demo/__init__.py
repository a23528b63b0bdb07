"""Demo platforms, plainly synthetic. Only `seed_demo` in demo mode uses it."""
