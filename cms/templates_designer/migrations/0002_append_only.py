"""The database itself refuses to change or remove a frozen layout or its pictures: issued documents rest on them."""

from django.db import migrations

TABLES = {"version": "templates_designer_layoutversion", "asset": "templates_designer_layoutasset"}
ACTS = ("UPDATE", "DELETE")

POSTGRESQL_FUNCTION = """
CREATE FUNCTION templates_designer_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: frozen layouts are never changed or removed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def raise_guards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for name, table in TABLES.items():
        for act in ACTS:
            trigger = f"CREATE TRIGGER templates_designer_{name}_{act.lower()} BEFORE {act} ON {table}"
            if postgresql:
                schema_editor.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION templates_designer_refuse()")
            else:
                message = f"{act} on {table}: frozen layouts are never changed or removed"
                schema_editor.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, '{message}'); END")
        if postgresql:
            schema_editor.execute(
                f"CREATE TRIGGER templates_designer_{name}_whole BEFORE TRUNCATE ON {table} "
                "EXECUTE FUNCTION templates_designer_refuse()"
            )


def lower_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION templates_designer_refuse() CASCADE")
        return
    for name in TABLES:
        for act in ACTS:
            schema_editor.execute(f"DROP TRIGGER templates_designer_{name}_{act.lower()}")


class Migration(migrations.Migration):

    dependencies = [("templates_designer", "0001_initial")]

    operations = [migrations.RunPython(raise_guards, lower_guards)]
