"""How much of the database each documented shape of a query looks at."""
