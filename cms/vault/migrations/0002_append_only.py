"""The database itself refuses to change or remove what must stay: facts, looks, changes, appends, numbers, documents."""

from django.db import migrations

NEVER_CHANGED = (
    "cancellation", "void", "supersession", "hold", "release", "destruction", "accessrecord", "change", "append",
)
NEVER_REMOVED = (*NEVER_CHANGED, "reservation", "document")

POSTGRESQL_FUNCTION = """
CREATE FUNCTION vault_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: rows here are never changed or removed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guards():
    """Each guard as (trigger, act, table)."""
    for table in NEVER_REMOVED:
        yield f"vault_{table}_keep", "DELETE", f"vault_{table}"
    for table in NEVER_CHANGED:
        yield f"vault_{table}_fix", "UPDATE", f"vault_{table}"


def raise_guards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for trigger, act, table in guards():
        if postgresql:
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION vault_refuse()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, '{act} on {table}: rows here are never changed or removed'); END"
            )
    if postgresql:
        for table in NEVER_REMOVED:
            schema_editor.execute(
                f"CREATE TRIGGER vault_{table}_whole BEFORE TRUNCATE ON vault_{table} EXECUTE FUNCTION vault_refuse()"
            )


def lower_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION vault_refuse() CASCADE")
    else:
        for trigger, _act, _table in guards():
            schema_editor.execute(f"DROP TRIGGER {trigger}")


class Migration(migrations.Migration):

    dependencies = [("vault", "0001_initial")]

    operations = [migrations.RunPython(raise_guards, lower_guards)]
