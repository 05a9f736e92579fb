"""The database itself refuses to remove a scan: its holder is told that nobody can."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION verification_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: rows here are never removed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER verification_documentscan_keep BEFORE DELETE ON verification_documentscan
    FOR EACH ROW EXECUTE FUNCTION verification_refuse();
CREATE TRIGGER verification_documentscan_whole BEFORE TRUNCATE ON verification_documentscan
    EXECUTE FUNCTION verification_refuse()
"""
SQLITE = """
CREATE TRIGGER verification_documentscan_keep BEFORE DELETE ON verification_documentscan BEGIN
    SELECT RAISE(ABORT, 'DELETE on verification_documentscan: rows here are never removed');
END
"""


def raise_guards(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def lower_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION verification_refuse() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER verification_documentscan_keep")


class Migration(migrations.Migration):
    dependencies = [("verification", "0002_document_scans")]

    operations = [migrations.RunPython(raise_guards, lower_guards)]
