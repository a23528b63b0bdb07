"""How enterprises spread over authorities, divisions and sizes.

Published: of the enterprises above designated size in Guangdong, 14,188 of 71,996 are Shenzhen's (Guangdong Statistical
Yearbook 2024, table 12-6, year 2023). Every other figure is assumed: the order of the provinces follows the yearbooks,
the figures are round ones, and nobody should quote them.
"""

# Thousands of enterprises by authority; a province without its separately listed city.
AUTHORITIES = {
    "440000": 57.8, "440300": 14.2, "320000": 62, "330000": 47, "330200": 10, "370000": 33, "370200": 4, "410000": 24,
    "340000": 21, "350000": 18, "350200": 3, "430000": 20, "420000": 18, "510000": 17, "130000": 17, "360000": 16,
    "310000": 9.5, "450000": 9, "610000": 8, "500000": 7.5, "140000": 8, "210000": 7, "210200": 2, "120000": 5.5,
    "520000": 5, "530000": 5, "230000": 4.5, "650000": 3.5, "XPCC": 0.8, "150000": 3.5, "220000": 3, "110000": 3,
    "620000": 2.6, "640000": 1.4, "630000": 0.6, "460000": 0.6, "540000": 0.2,
}  # fmt: skip
BIGGEST = max(AUTHORITIES, key=lambda code: AUTHORITIES[code])

# Per cent of enterprises by division.
DIVISIONS = {
    "C13": 5.5, "C14": 2.3, "C15": 1.5, "C16": 0.1, "C17": 5, "C18": 3.3, "C19": 2, "C20": 2.4, "C21": 1.9, "C22": 1.8,
    "C23": 1.6, "C24": 2.5, "C25": 0.6, "C26": 6, "C27": 2.3, "C28": 0.6, "C29": 5.6, "C30": 10, "C31": 1.5, "C32": 2.3,
    "C33": 7.6, "C34": 7.6, "C35": 6.3, "C36": 4.4, "C37": 1.4, "C38": 7.6, "C39": 6.8, "C40": 1.7, "C41": 0.5, "C42": 0.8,
    "C43": 0.3,
}  # fmt: skip

# Logarithms of the headcount, and of the revenue (万元) for each head: log-normal, as sizes of firms are.
HEADS = (4.4, 1.1)
REVENUE_PER_HEAD = (4.4, 0.6)
# How much the size says about quality: the correlation of both on a normal scale.
SIZE_AND_QUALITY = 0.45
