"""How long a reason of a step may be: rules judge by it, models keep so much, forms and the API say so beforehand."""

REASON_LIMIT = 2000
