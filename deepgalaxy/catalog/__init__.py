"""The catalogue: schema, engine, bulk writes and SQL functions."""
