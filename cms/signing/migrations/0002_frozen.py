"""An approved profile and a confirmed anchor stay as they were decided; an anchor can only be withdrawn, and that once."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER signing_profile_frozen BEFORE UPDATE ON signing_signingprofile
       WHEN OLD.approved_at IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'an approved signing profile is frozen'); END""",
    """CREATE TRIGGER signing_anchor_frozen
       BEFORE UPDATE OF name, certificate, sha256, is_test, effective_from, proposed_by_id, confirmed_by_id, confirmed_at
       ON signing_trustanchor WHEN OLD.confirmed_at IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'a confirmed trust anchor is frozen'); END""",
    """CREATE TRIGGER signing_anchor_withdrawn BEFORE UPDATE ON signing_trustanchor
       WHEN OLD.withdrawn_at IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'a withdrawn trust anchor is frozen'); END""",
]
SQLITE_REVERSE = [
    "DROP TRIGGER signing_anchor_withdrawn",
    "DROP TRIGGER signing_anchor_frozen",
    "DROP TRIGGER signing_profile_frozen",
]

POSTGRESQL = [
    """CREATE FUNCTION signing_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'a decided signing profile or trust anchor is frozen' USING ERRCODE = 'check_violation'; END $$""",
    """CREATE TRIGGER signing_profile_frozen BEFORE UPDATE ON signing_signingprofile
       FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL) EXECUTE FUNCTION signing_refuse()""",
    """CREATE TRIGGER signing_anchor_frozen
       BEFORE UPDATE OF name, certificate, sha256, is_test, effective_from, proposed_by_id, confirmed_by_id, confirmed_at
       ON signing_trustanchor
       FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL) EXECUTE FUNCTION signing_refuse()""",
    """CREATE TRIGGER signing_anchor_withdrawn BEFORE UPDATE ON signing_trustanchor
       FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION signing_refuse()""",
]
POSTGRESQL_REVERSE = [
    "DROP TRIGGER signing_anchor_withdrawn ON signing_trustanchor",
    "DROP TRIGGER signing_anchor_frozen ON signing_trustanchor",
    "DROP TRIGGER signing_profile_frozen ON signing_signingprofile",
    "DROP FUNCTION signing_refuse()",
]


def freeze(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def thaw(apps, schema_editor):
    for statement in {"sqlite": SQLITE_REVERSE, "postgresql": POSTGRESQL_REVERSE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("signing", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw, elidable=False)]
