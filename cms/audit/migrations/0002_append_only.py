"""Events and links can be inserted and nothing else: triggers refuse UPDATE, DELETE and (PostgreSQL) TRUNCATE."""

from django.db import migrations

TABLES = ["audit_auditevent", "audit_auditlink"]
MESSAGE = "the audit trail is append-only"

SQLITE_FORWARDS = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END;
"""
SQLITE_BACKWARDS = """
DROP TRIGGER {table}_no_update;
DROP TRIGGER {table}_no_delete;
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{message}'; END $$;
"""
POSTGRESQL_FORWARDS = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
"""
POSTGRESQL_BACKWARDS = """
DROP TRIGGER {table}_no_update ON {table};
DROP TRIGGER {table}_no_delete ON {table};
DROP TRIGGER {table}_no_truncate ON {table};
"""


def _run(schema_editor, script):
    """One statement a line: SQLite's driver takes no more at once."""
    for table in TABLES:
        for statement in script.strip().splitlines():
            schema_editor.execute(statement.format(table=table, message=MESSAGE), params=None)


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION.format(message=MESSAGE), params=None)
        _run(schema_editor, POSTGRESQL_FORWARDS)
    else:
        _run(schema_editor, SQLITE_FORWARDS)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _run(schema_editor, POSTGRESQL_BACKWARDS)
        schema_editor.execute("DROP FUNCTION audit_append_only();")
    else:
        _run(schema_editor, SQLITE_BACKWARDS)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
