"""The database itself refuses to change or remove what was tried and what came back."""

from django.db import migrations

TABLES = ("attempt", "receipt")
ACTS = ("UPDATE", "DELETE")

POSTGRESQL_FUNCTION = """
CREATE FUNCTION delivery_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: rows here are never changed or removed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guards():
    """Each guard as (trigger, act, table)."""
    for table in TABLES:
        for act in ACTS:
            yield f"delivery_{table}_{act.lower()}", act, f"delivery_{table}"


def raise_guards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for trigger, act, table in guards():
        if postgresql:
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION delivery_refuse()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, '{act} on {table}: rows here are never changed or removed'); END"
            )


def lower_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION delivery_refuse() CASCADE")
    else:
        for trigger, _act, _table in guards():
            schema_editor.execute(f"DROP TRIGGER {trigger}")


class Migration(migrations.Migration):

    dependencies = [("delivery", "0001_initial")]

    operations = [migrations.RunPython(raise_guards, lower_guards)]
