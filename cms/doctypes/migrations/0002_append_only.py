"""The database itself refuses to change or remove a frozen version: issued documents rest on it."""

from django.db import migrations

TABLE = "doctypes_doctypeversion"
ACTS = ("UPDATE", "DELETE")

POSTGRESQL_FUNCTION = """
CREATE FUNCTION doctypes_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: frozen versions are never changed or removed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def raise_guards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for act in ACTS:
        trigger = f"CREATE TRIGGER doctypes_version_{act.lower()} BEFORE {act} ON {TABLE}"
        if postgresql:
            schema_editor.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION doctypes_refuse()")
        else:
            message = f"{act} on {TABLE}: frozen versions are never changed or removed"
            schema_editor.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, '{message}'); END")
    if postgresql:
        schema_editor.execute(
            f"CREATE TRIGGER doctypes_version_whole BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION doctypes_refuse()"
        )


def lower_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION doctypes_refuse() CASCADE")
    else:
        for act in ACTS:
            schema_editor.execute(f"DROP TRIGGER doctypes_version_{act.lower()}")


class Migration(migrations.Migration):

    dependencies = [("doctypes", "0001_initial")]

    operations = [migrations.RunPython(raise_guards, lower_guards)]
