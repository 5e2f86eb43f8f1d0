"""What was recorded, by whom: tables, sources, cases, provenance."""
