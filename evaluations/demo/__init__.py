"""Demo content, plainly synthetic: companies and filings in every state. Only `seed_demo` in demo mode uses it."""
