"""The only SQLAlchemy: tables, engine, migrations, the SELECTs, and the writes."""
