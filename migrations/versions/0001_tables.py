"""The tables of the exchange."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_GUARDS = (
    "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry\n    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry\n    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)

POSTGRESQL_GUARDS = (
    "CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$\n    BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
    "CREATE TRIGGER ledger_entry_no_change BEFORE UPDATE OR DELETE ON ledger_entry\n    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()",
    "CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry\n    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()",
)

FIRST_HEAD = "INSERT INTO ledger_head (id, entries, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000')"


def upgrade() -> None:
    """Create every table, the first link of the ledger's chain and the ledger's guards."""
    op.create_table(
        "factor_set",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_set")),
        sa.UniqueConstraint("name", name=op.f("uq_factor_set_name")),
    )
    op.create_table(
        "ledger_head",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("entries", INTEGER, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "municipality",
                "public_body",
                "association",
                "company",
                name="organisationkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("business_id", sa.String(length=20), nullable=True),
        sa.Column("days_to_partners", INTEGER, nullable=True),
        sa.Column("days_to_companies", INTEGER, nullable=True),
        sa.Column("days_to_public", INTEGER, nullable=True),
        sa.Column("approves_claims", sa.Boolean(), nullable=False),
        sa.Column("pickup_days", INTEGER, nullable=False),
        sa.Column("drives", sa.Boolean(), nullable=False),
        sa.Column("drive_price", INTEGER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("pickup_days > 0", name=op.f("ck_organisation_pickup_days_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("business_id", name=op.f("uq_organisation_business_id")),
    )
    op.create_table(
        "rate_count",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("hits", INTEGER, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_count")),
    )
    op.create_table(
        "user",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("is_operator", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column(
            "alert_rhythm",
            sa.Enum(
                "immediate",
                "daily",
                "weekly",
                "never",
                name="alertrhythm",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("mail_failures", INTEGER, nullable=False),
        sa.Column("mail_stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    op.create_table(
        "waste_code",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("is_hazardous", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_waste_code")),
    )
    op.create_table(
        "category",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("last", INTEGER, nullable=False),
        sa.Column("parent_id", INTEGER, nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("eu_class", sa.String(length=20), nullable=True),
        sa.Column("weee_class", INTEGER, nullable=True),
        sa.Column(
            "measure",
            sa.Enum(
                "pcs", "kg", "t", "m3", "m2", "m", name="measure", native_enum=False, length=24
            ),
            nullable=True,
        ),
        sa.Column("weight_key", sa.String(length=80), nullable=True),
        sa.Column("density_key", sa.String(length=80), nullable=True),
        sa.Column("factor_key", sa.String(length=80), nullable=True),
        sa.Column("waste_code", sa.String(length=10), nullable=True),
        sa.Column("is_ict", sa.Boolean(), nullable=False),
        sa.Column("is_electrical", sa.Boolean(), nullable=False),
        sa.Column("is_textile", sa.Boolean(), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("uses_energy", sa.Boolean(), nullable=False),
        sa.CheckConstraint("last >= id", name=op.f("ck_category_interval")),
        sa.ForeignKeyConstraint(["parent_id"], ["category.id"], name=op.f("fk_category_parent_id")),
        sa.ForeignKeyConstraint(
            ["waste_code"], ["waste_code.code"], name=op.f("fk_category_waste_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("code", name=op.f("uq_category_code")),
    )
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_category_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "factor",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("factor_set_id", INTEGER, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("year", sa.String(length=10), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.Column("trust", sa.String(length=1), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("uncertainty_percent", INTEGER, nullable=True),
        sa.Column("aliases", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["factor_set_id"], ["factor_set.id"], name=op.f("fk_factor_factor_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor")),
        sa.UniqueConstraint("factor_set_id", "key", name=op.f("uq_factor_factor_set_id_key")),
    )
    with op.batch_alter_table("factor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_factor_factor_set_id"), ["factor_set_id"], unique=False
        )

    op.create_table(
        "outbox_message",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("user_id", INTEGER, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("way_out", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", INTEGER, nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_outbox_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_message_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_message_due", ["sent_at", "failed_at", "next_attempt_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_outbox_message_user_id"), ["user_id"], unique=False)

    op.create_table(
        "password_link",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", INTEGER, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_password_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_password_link_digest")),
    )
    with op.batch_alter_table("password_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", INTEGER, nullable=False),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("key", name=op.f("uq_sign_in_key")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "site",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("organisation_id", INTEGER, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("municipality", sa.String(length=100), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("precision", sa.String(length=20), nullable=True),
        sa.Column("access", sa.String(length=300), nullable=True),
        sa.Column("has_lift", sa.Boolean(), nullable=False),
        sa.Column("has_dock", sa.Boolean(), nullable=False),
        sa.Column("door_cm", INTEGER, nullable=True),
        sa.Column("fetching_contact", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_site_both_or_none")
        ),
        sa.CheckConstraint("door_cm BETWEEN 30 AND 1000", name=op.f("ck_site_door_in_range")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_site_latitude_in_range")),
        sa.CheckConstraint(
            "longitude BETWEEN -180 AND 180", name=op.f("ck_site_longitude_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_site_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "submission",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("user_id", INTEGER, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", INTEGER, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_submission_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("user_id", "key", "kind", name=op.f("uq_submission_user_id_key_kind")),
    )
    op.create_table(
        "token",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("user_id", INTEGER, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_token_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "waste_permit",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("organisation_id", INTEGER, nullable=False),
        sa.Column("waste_code", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_waste_permit_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["waste_code"], ["waste_code.code"], name=op.f("fk_waste_permit_waste_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waste_permit")),
        sa.UniqueConstraint(
            "organisation_id",
            "waste_code",
            "reference",
            name=op.f("uq_waste_permit_organisation_id_waste_code_reference"),
        ),
    )
    with op.batch_alter_table("waste_permit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_waste_permit_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "category_name",
        sa.Column("category_id", INTEGER, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("synonyms", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_category_name_category_id")
        ),
        sa.PrimaryKeyConstraint("category_id", "language", name=op.f("pk_category_name")),
    )
    op.create_table(
        "closed_days",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_closed_days_days_in_order")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_closed_days_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_days")),
    )
    with op.batch_alter_table("closed_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closed_days_site_id"), ["site_id"], unique=False)

    op.create_table(
        "opening_hours",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("weekday", INTEGER, nullable=False),
        sa.Column("opens", INTEGER, nullable=False),
        sa.Column("closes", INTEGER, nullable=False),
        sa.CheckConstraint(
            "opens >= 0 AND closes <= 1440 AND opens < closes",
            name=op.f("ck_opening_hours_hours_in_order"),
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_hours_weekday_known")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_opening_hours_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
    )
    with op.batch_alter_table("opening_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_hours_site_id"), ["site_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("organisation_id", INTEGER, nullable=False),
        sa.Column("parent_id", INTEGER, nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("site_id", INTEGER, nullable=True),
        sa.Column("is_store", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("successor_id", INTEGER, nullable=True),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_unit_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_unit_organisation_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_unit_site_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["unit.id"], name=op.f("fk_unit_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unit_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", INTEGER, nullable=False),
        sa.Column("unit_id", INTEGER, nullable=False),
        sa.Column("author_id", INTEGER, nullable=True),
        sa.Column("category_id", INTEGER, nullable=False),
        sa.Column("quantity", INTEGER, nullable=True),
        sa.Column(
            "condition",
            sa.Enum(
                "unused",
                "good",
                "fair",
                "repairable",
                name="condition",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("place_name", sa.String(length=200), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("radius_m", INTEGER, nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column(
            "finding",
            sa.Enum("nothing", "unsuitable", name="finding", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("looked_at", INTEGER, nullable=False),
        sa.Column("suitable", INTEGER, nullable=False),
        sa.Column("nearest", sa.JSON(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(finding = 'nothing') = (suitable = 0)", name=op.f("ck_certificate_finding_is_counted")
        ),
        sa.CheckConstraint(
            "suitable = 0 OR reason <> ''", name=op.f("ck_certificate_unsuitable_has_reason")
        ),
        sa.CheckConstraint(
            "looked_at >= suitable", name=op.f("ck_certificate_suitable_were_looked_at")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_certificate_quantity_positive")),
        sa.CheckConstraint("valid_until >= issued_on", name=op.f("ck_certificate_dates_in_order")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_certificate_author_id")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_certificate_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_certificate_organisation_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_certificate_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_certificate_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "clearance",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("organisation_id", INTEGER, nullable=False),
        sa.Column("unit_id", INTEGER, nullable=False),
        sa.Column("site_id", INTEGER, nullable=True),
        sa.Column("author_id", INTEGER, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("empty_by", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("empty_by >= available_from", name=op.f("ck_clearance_dates_in_order")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_clearance_author_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_clearance_organisation_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_clearance_site_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_clearance_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
    )
    with op.batch_alter_table("clearance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_clearance_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_clearance_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "import_run",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("unit_id", INTEGER, nullable=False),
        sa.Column("user_id", INTEGER, nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("rows", INTEGER, nullable=False),
        sa.Column("created", INTEGER, nullable=False),
        sa.Column("updated", INTEGER, nullable=False),
        sa.Column("skipped", INTEGER, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_import_run_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_import_run_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "membership",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("user_id", INTEGER, nullable=False),
        sa.Column("unit_id", INTEGER, nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "viewer",
                "member",
                "approver",
                "transport",
                "coordinator",
                "auditor",
                "admin",
                "operator",
                name="role",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_membership_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "user_id", "unit_id", "role", name=op.f("uq_membership_user_id_unit_id_role")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)

    op.create_table(
        "stream",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("organisation_id", INTEGER, nullable=False),
        sa.Column("unit_id", INTEGER, nullable=False),
        sa.Column("author_id", INTEGER, nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category_id", INTEGER, nullable=False),
        sa.Column("quantity", INTEGER, nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "pcs", "kg", "t", "m3", "m2", "m", name="measure", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "rhythm",
            sa.Enum("week", "month", name="rhythm", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("kilograms_per_measure", sa.String(length=40), nullable=True),
        sa.Column(
            "legal_status",
            sa.Enum(
                "product", "by_product", "waste", name="legalstatus", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "recovery",
            sa.Enum(
                "preparing_for_reuse", "recycling", name="recovery", native_enum=False, length=24
            ),
            nullable=True,
        ),
        sa.Column("waste_code", sa.String(length=10), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("running", "paused", "ended", name="streamstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "legal_status <> 'waste' OR waste_code IS NOT NULL",
            name=op.f("ck_stream_waste_has_code"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_stream_dates_in_order")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stream_quantity_positive")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_stream_author_id")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_stream_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stream_organisation_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_stream_unit_id")),
        sa.ForeignKeyConstraint(
            ["waste_code"], ["waste_code.code"], name=op.f("fk_stream_waste_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream")),
    )
    with op.batch_alter_table("stream", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stream_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_stream_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_stream_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "want",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("organisation_id", INTEGER, nullable=False),
        sa.Column("unit_id", INTEGER, nullable=False),
        sa.Column("author_id", INTEGER, nullable=True),
        sa.Column("category_id", INTEGER, nullable=False),
        sa.Column("quantity", INTEGER, nullable=True),
        sa.Column(
            "condition",
            sa.Enum(
                "unused",
                "good",
                "fair",
                "repairable",
                name="condition",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("condition_rank", INTEGER, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "met", "closed", name="wantstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("place_name", sa.String(length=200), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("x", sa.Float(), nullable=False),
        sa.Column("y", sa.Float(), nullable=False),
        sa.Column("z", sa.Float(), nullable=False),
        sa.Column("radius_m", INTEGER, nullable=False),
        sa.Column("radius_class", INTEGER, nullable=False),
        sa.Column("wanted_from", sa.Date(), nullable=True),
        sa.Column("wanted_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_searched", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_want_quantity_positive")),
        sa.CheckConstraint("radius_m >= 0", name=op.f("ck_want_radius_not_negative")),
        sa.CheckConstraint("wanted_until >= wanted_from", name=op.f("ck_want_dates_in_order")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_want_author_id")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_want_category_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_want_organisation_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_want_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_want")),
    )
    with op.batch_alter_table("want", schema=None) as batch_op:
        batch_op.create_index(
            "ix_want_not_searched",
            ["id"],
            unique=False,
            sqlite_where=sa.text("NOT is_searched"),
            postgresql_where=sa.text("NOT is_searched"),
        )
        batch_op.create_index(
            "ix_want_open_place",
            ["category_id", "radius_class", "latitude", "longitude"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            batch_op.f("ix_want_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_want_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "listing",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("organisation_id", INTEGER, nullable=False),
        sa.Column("unit_id", INTEGER, nullable=False),
        sa.Column("author_id", INTEGER, nullable=True),
        sa.Column("reference", sa.String(length=120), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("search_plain", sa.Text(), nullable=False),
        sa.Column("category_id", INTEGER, nullable=False),
        sa.Column(
            "condition",
            sa.Enum(
                "unused",
                "good",
                "fair",
                "repairable",
                name="condition",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("condition_rank", INTEGER, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "withdrawn",
                "expired",
                name="listingstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("quantity", INTEGER, nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "pcs", "kg", "t", "m3", "m2", "m", name="measure", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("is_lot", sa.Boolean(), nullable=False),
        sa.Column("reserved", INTEGER, nullable=False),
        sa.Column("handed_over", INTEGER, nullable=False),
        sa.Column("ended", INTEGER, nullable=False),
        sa.Column("kilograms_per_measure", sa.String(length=40), nullable=True),
        sa.Column("mass", INTEGER, nullable=True),
        sa.Column(
            "mass_basis",
            sa.Enum(
                "weighed",
                "declared",
                "average",
                "missing",
                name="massbasis",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("factor_set_id", INTEGER, nullable=True),
        sa.Column(
            "legal_status",
            sa.Enum(
                "product", "by_product", "waste", name="legalstatus", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "recovery",
            sa.Enum(
                "preparing_for_reuse", "recycling", name="recovery", native_enum=False, length=24
            ),
            nullable=True,
        ),
        sa.Column("waste_code", sa.String(length=10), nullable=True),
        sa.Column("data_wiped", sa.String(length=200), nullable=True),
        sa.Column("price", INTEGER, nullable=True),
        sa.Column("vat_percent", sa.String(length=40), nullable=True),
        sa.Column("site_id", INTEGER, nullable=True),
        sa.Column("place_name", sa.String(length=200), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("x", sa.Float(), nullable=True),
        sa.Column("y", sa.Float(), nullable=True),
        sa.Column("z", sa.Float(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("available_until", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("partners_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("companies_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noticed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin_handover_id", INTEGER, nullable=True),
        sa.Column("stream_id", INTEGER, nullable=True),
        sa.Column("stream_period", sa.Date(), nullable=True),
        sa.Column("loan_days", INTEGER, nullable=True),
        sa.Column("clearance_id", INTEGER, nullable=True),
        sa.Column("room", sa.String(length=80), nullable=True),
        sa.Column(
            "fate",
            sa.Enum(
                "keep",
                "move",
                "offer",
                "recycle",
                "energy",
                "discard",
                name="fate",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("fate_unit_id", INTEGER, nullable=True),
        sa.CheckConstraint(
            "(mass IS NULL) = (mass_basis = 'missing')", name=op.f("ck_listing_mass_has_basis")
        ),
        sa.CheckConstraint(
            "legal_status <> 'waste' OR waste_code IS NOT NULL",
            name=op.f("ck_listing_waste_has_code"),
        ),
        sa.CheckConstraint("waste_code NOT LIKE '%*'", name=op.f("ck_listing_no_hazardous_waste")),
        sa.CheckConstraint(
            "available_until >= available_from", name=op.f("ck_listing_dates_in_order")
        ),
        sa.CheckConstraint("ended >= 0", name=op.f("ck_listing_ended_not_negative")),
        sa.CheckConstraint("handed_over >= 0", name=op.f("ck_listing_handed_over_not_negative")),
        sa.CheckConstraint("loan_days > 0", name=op.f("ck_listing_loan_days_positive")),
        sa.CheckConstraint("mass >= 0", name=op.f("ck_listing_mass_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_listing_quantity_positive")),
        sa.CheckConstraint(
            "reserved + handed_over + ended <= quantity",
            name=op.f("ck_listing_no_more_than_exists"),
        ),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_listing_reserved_not_negative")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_listing_author_id")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_listing_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["clearance_id"], ["clearance.id"], name=op.f("fk_listing_clearance_id")
        ),
        sa.ForeignKeyConstraint(
            ["factor_set_id"], ["factor_set.id"], name=op.f("fk_listing_factor_set_id")
        ),
        sa.ForeignKeyConstraint(
            ["fate_unit_id"], ["unit.id"], name=op.f("fk_listing_fate_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_listing_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["origin_handover_id"],
            ["handover.id"],
            name=op.f("fk_listing_origin_handover_id"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_listing_site_id")),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_listing_stream_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_listing_unit_id")),
        sa.ForeignKeyConstraint(
            ["waste_code"], ["waste_code.code"], name=op.f("fk_listing_waste_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
    )
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_clearance_id"), ["clearance_id"], unique=False)
        batch_op.create_index(
            "ix_listing_open_place",
            ["category_id", "latitude", "longitude"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            batch_op.f("ix_listing_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index("ix_listing_state_created", ["state", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_listing_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_listing_stream_period", ["stream_id", "stream_period"], unique=True
        )
        batch_op.create_index("uq_listing_unit_reference", ["unit_id", "reference"], unique=True)

    op.create_table(
        "alert",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("want_id", INTEGER, nullable=False),
        sa.Column("listing_id", INTEGER, nullable=False),
        sa.Column("user_id", INTEGER, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_alert_listing_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_alert_user_id")),
        sa.ForeignKeyConstraint(["want_id"], ["want.id"], name=op.f("fk_alert_want_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint(
            "want_id", "listing_id", "user_id", name=op.f("uq_alert_want_id_listing_id_user_id")
        ),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_listing_id"), ["listing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "ix_alert_waiting",
            ["user_id", "found_at"],
            unique=False,
            sqlite_where=sa.text("told_at IS NULL AND dismissed_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL AND dismissed_at IS NULL"),
        )

    op.create_table(
        "claim",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("listing_id", INTEGER, nullable=False),
        sa.Column("organisation_id", INTEGER, nullable=False),
        sa.Column("unit_id", INTEGER, nullable=False),
        sa.Column("author_id", INTEGER, nullable=True),
        sa.Column("quantity", INTEGER, nullable=False),
        sa.Column("handed_over", INTEGER, nullable=False),
        sa.Column("returned", INTEGER, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "requested",
                "reserved",
                "handed_over",
                "lent",
                "returned",
                "declined",
                "cancelled",
                "lapsed",
                name="claimstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("loan_days", INTEGER, nullable=True),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("decided_by_id", INTEGER, nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pickup_by", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "handed_over + returned <= quantity", name=op.f("ck_claim_no_more_than_claimed")
        ),
        sa.CheckConstraint("handed_over >= 0", name=op.f("ck_claim_handed_over_not_negative")),
        sa.CheckConstraint("loan_days > 0", name=op.f("ck_claim_loan_days_positive")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_claim_quantity_positive")),
        sa.CheckConstraint("returned >= 0", name=op.f("ck_claim_returned_not_negative")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_claim_author_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_claim_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_claim_listing_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_claim_organisation_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_claim_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_listing_id"), ["listing_id"], unique=False)
        batch_op.create_index("ix_claim_listing_state", ["listing_id", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_claim_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_claim_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("listing_id", INTEGER, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "kept",
                "recycled",
                "energy",
                "disposed",
                name="outcomekind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("quantity", INTEGER, nullable=False),
        sa.Column("mass", INTEGER, nullable=True),
        sa.Column(
            "mass_basis",
            sa.Enum(
                "weighed",
                "declared",
                "average",
                "missing",
                name="massbasis",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("waste_code", sa.String(length=10), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", INTEGER, nullable=True),
        sa.CheckConstraint(
            "kind = 'kept' OR waste_code IS NOT NULL", name=op.f("ck_outcome_waste_has_code")
        ),
        sa.CheckConstraint("mass >= 0", name=op.f("ck_outcome_mass_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_outcome_quantity_positive")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_outcome_listing_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_outcome_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["waste_code"], ["waste_code.code"], name=op.f("fk_outcome_waste_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_listing_id"), ["listing_id"], unique=False)

    op.create_table(
        "photo",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("listing_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("width", INTEGER, nullable=False),
        sa.Column("height", INTEGER, nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_photo_listing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("name", name=op.f("uq_photo_name")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_listing_id"), ["listing_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("listing_id", INTEGER, nullable=True),
        sa.Column("claim_id", INTEGER, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("user_id", INTEGER, nullable=True),
        sa.Column("unit_id", INTEGER, nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_searched", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_event_claim_id")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_event_listing_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_event_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_event_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_listing_id"), ["listing_id"], unique=False)
        batch_op.create_index(
            "ix_event_not_searched",
            ["id"],
            unique=False,
            sqlite_where=sa.text("NOT is_searched"),
            postgresql_where=sa.text("NOT is_searched"),
        )

    op.create_table(
        "handover",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("claim_id", INTEGER, nullable=True),
        sa.Column("listing_id", INTEGER, nullable=True),
        sa.Column("giver_unit_id", INTEGER, nullable=False),
        sa.Column("receiver_unit_id", INTEGER, nullable=True),
        sa.Column("category_id", INTEGER, nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("import_key", sa.String(length=80), nullable=True),
        sa.Column("quantity", INTEGER, nullable=True),
        sa.Column(
            "measure",
            sa.Enum(
                "pcs", "kg", "t", "m3", "m2", "m", name="measure", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("estimated_mass", INTEGER, nullable=True),
        sa.Column(
            "estimated_basis",
            sa.Enum(
                "weighed",
                "declared",
                "average",
                "missing",
                name="massbasis",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("weighed_mass", INTEGER, nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", INTEGER, nullable=True),
        sa.Column("giver_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("giver_confirmed_by_id", INTEGER, nullable=True),
        sa.Column("receiver_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receiver_confirmed_by_id", INTEGER, nullable=True),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("transfer_number", sa.String(length=60), nullable=True),
        sa.Column("data_wiped", sa.String(length=200), nullable=True),
        sa.Column("objection", sa.String(length=500), nullable=True),
        sa.Column("objected_quantity", INTEGER, nullable=True),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objected_by_id", INTEGER, nullable=True),
        sa.CheckConstraint(
            "estimated_mass >= 0", name=op.f("ck_handover_estimated_mass_not_negative")
        ),
        sa.CheckConstraint(
            "objected_quantity >= 0", name=op.f("ck_handover_objected_quantity_not_negative")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_handover_quantity_positive")),
        sa.CheckConstraint("weighed_mass > 0", name=op.f("ck_handover_weighed_mass_positive")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_handover_category_id")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_handover_claim_id")),
        sa.ForeignKeyConstraint(
            ["giver_confirmed_by_id"], ["user.id"], name=op.f("fk_handover_giver_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["giver_unit_id"], ["unit.id"], name=op.f("fk_handover_giver_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_handover_listing_id")
        ),
        sa.ForeignKeyConstraint(
            ["objected_by_id"], ["user.id"], name=op.f("fk_handover_objected_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_confirmed_by_id"],
            ["user.id"],
            name=op.f("fk_handover_receiver_confirmed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["receiver_unit_id"], ["unit.id"], name=op.f("fk_handover_receiver_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_handover_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_handover_giver_unit_id"), ["giver_unit_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_handover_listing_id"), ["listing_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_handover_receiver_unit_id"), ["receiver_unit_id"], unique=False
        )
        batch_op.create_index(
            "uq_handover_giver_import", ["giver_unit_id", "import_key"], unique=True
        )

    op.create_table(
        "loan",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("claim_id", INTEGER, nullable=False),
        sa.Column("quantity", INTEGER, nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", INTEGER, nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column(
            "returned_as",
            sa.Enum("good", "damaged", name="returnedas", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_by_id", INTEGER, nullable=True),
        sa.CheckConstraint(
            "returned_as IS NULL OR returned_as <> 'damaged' OR note <> ''",
            name=op.f("ck_loan_damage_has_note"),
        ),
        sa.CheckConstraint(
            "(returned_on IS NULL) = (returned_as IS NULL)", name=op.f("ck_loan_returned_somehow")
        ),
        sa.CheckConstraint("due_on >= begun_on", name=op.f("ck_loan_due_after_begin")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_loan_quantity_positive")),
        sa.CheckConstraint("returned_on >= begun_on", name=op.f("ck_loan_returned_after_begin")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["user.id"], name=op.f("fk_loan_begun_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_loan_claim_id")),
        sa.ForeignKeyConstraint(
            ["returned_by_id"], ["user.id"], name=op.f("fk_loan_returned_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_loan_claim_id")),
    )
    op.create_table(
        "message",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("claim_id", INTEGER, nullable=False),
        sa.Column("unit_id", INTEGER, nullable=False),
        sa.Column("author_id", INTEGER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_message_author_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_message_claim_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_message_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_claim_id"), ["claim_id"], unique=False)

    op.create_table(
        "pickup",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("claim_id", INTEGER, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_giver", sa.Boolean(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", INTEGER, nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by_id", INTEGER, nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", INTEGER, nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_pickup_times_in_order")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["user.id"], name=op.f("fk_pickup_agreed_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_pickup_claim_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_pickup_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pickup")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_pickup_claim_id")),
    )
    op.create_table(
        "presence_code",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("claim_id", INTEGER, nullable=False),
        sa.Column("by_giver", sa.Boolean(), nullable=False),
        sa.Column("user_id", INTEGER, nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_presence_code_claim_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_presence_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_code")),
        sa.UniqueConstraint(
            "claim_id", "by_giver", name=op.f("uq_presence_code_claim_id_by_giver")
        ),
    )
    op.create_table(
        "release",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("claim_id", INTEGER, nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("estimated_value", INTEGER, nullable=False),
        sa.Column("price", INTEGER, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", INTEGER, nullable=True),
        sa.CheckConstraint(
            "estimated_value >= 0", name=op.f("ck_release_estimated_value_not_negative")
        ),
        sa.CheckConstraint("price >= 0", name=op.f("ck_release_price_not_negative")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_release_claim_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_release_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_release_claim_id")),
    )
    op.create_table(
        "transport",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("claim_id", INTEGER, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("own", "giver", "city", name="transportkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("organisation_id", INTEGER, nullable=True),
        sa.Column("price", INTEGER, nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by_id", INTEGER, nullable=True),
        sa.Column("driven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("driven_by_id", INTEGER, nullable=True),
        sa.CheckConstraint(
            "(kind = 'city') = (organisation_id IS NOT NULL)",
            name=op.f("ck_transport_city_has_driver"),
        ),
        sa.CheckConstraint("price >= 0", name=op.f("ck_transport_price_not_negative")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_transport_claim_id")),
        sa.ForeignKeyConstraint(
            ["driven_by_id"], ["user.id"], name=op.f("fk_transport_driven_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["ordered_by_id"], ["user.id"], name=op.f("fk_transport_ordered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_transport_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transport")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_transport_claim_id")),
    )
    with op.batch_alter_table("transport", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_transport_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "ledger_entry",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("handover_id", INTEGER, nullable=True),
        sa.Column("outcome_id", INTEGER, nullable=True),
        sa.Column("listing_id", INTEGER, nullable=True),
        sa.Column("reverses_id", INTEGER, nullable=True),
        sa.Column("corrects_id", INTEGER, nullable=True),
        sa.Column("origin_handover_id", INTEGER, nullable=True),
        sa.Column(
            "step",
            sa.Enum(
                "reuse",
                "preparing_for_reuse",
                "recycling",
                "by_product",
                "energy",
                "disposed",
                "kept",
                "moved",
                name="step",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum("internal", "external", name="direction", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", INTEGER, nullable=True),
        sa.Column("giver_organisation_id", INTEGER, nullable=False),
        sa.Column("giver_organisation", sa.String(length=200), nullable=False),
        sa.Column("giver_unit_id", INTEGER, nullable=False),
        sa.Column("giver_unit", sa.String(length=200), nullable=False),
        sa.Column("receiver_organisation_id", INTEGER, nullable=True),
        sa.Column("receiver_organisation", sa.String(length=200), nullable=True),
        sa.Column("receiver_unit_id", INTEGER, nullable=True),
        sa.Column("receiver_unit", sa.String(length=200), nullable=True),
        sa.Column("category_id", INTEGER, nullable=False),
        sa.Column("category_code", sa.String(length=60), nullable=False),
        sa.Column("eu_class", sa.String(length=20), nullable=True),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("quantity", INTEGER, nullable=True),
        sa.Column(
            "measure",
            sa.Enum(
                "pcs", "kg", "t", "m3", "m2", "m", name="measure", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("mass", INTEGER, nullable=True),
        sa.Column(
            "mass_basis",
            sa.Enum(
                "weighed",
                "declared",
                "average",
                "missing",
                name="massbasis",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("uncertainty_percent", INTEGER, nullable=True),
        sa.Column("factor_set_id", INTEGER, nullable=True),
        sa.Column("factor_key", sa.String(length=80), nullable=True),
        sa.Column("waste_code", sa.String(length=10), nullable=True),
        sa.Column("distance_m", INTEGER, nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(mass IS NULL) = (mass_basis = 'missing')", name=op.f("ck_ledger_entry_mass_has_basis")
        ),
        sa.CheckConstraint("id > 0", name=op.f("ck_ledger_entry_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_ledger_entry_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["factor_set_id"], ["factor_set.id"], name=op.f("fk_ledger_entry_factor_set_id")
        ),
        sa.ForeignKeyConstraint(
            ["giver_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_ledger_entry_giver_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["giver_unit_id"], ["unit.id"], name=op.f("fk_ledger_entry_giver_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_ledger_entry_handover_id")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_ledger_entry_listing_id")
        ),
        sa.ForeignKeyConstraint(
            ["origin_handover_id"], ["handover.id"], name=op.f("fk_ledger_entry_origin_handover_id")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], name=op.f("fk_ledger_entry_outcome_id")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_ledger_entry_receiver_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["receiver_unit_id"], ["unit.id"], name=op.f("fk_ledger_entry_receiver_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_ledger_entry_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_reverses_id")
        ),
        sa.ForeignKeyConstraint(
            ["waste_code"], ["waste_code.code"], name=op.f("fk_ledger_entry_waste_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_ledger_entry_hash")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_entry_reverses_id")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ledger_entry_handover_id"), ["handover_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ledger_entry_listing_id"), ["listing_id"], unique=False
        )
        batch_op.create_index("ix_ledger_entry_occurred_on", ["occurred_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ledger_entry_outcome_id"), ["outcome_id"], unique=False
        )
    op.execute(FIRST_HEAD)
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        # Listing and handover point to each other: on SQLite the key stands in the table already.
        op.create_foreign_key(
            op.f("fk_listing_origin_handover_id"),
            "listing",
            "handover",
            ["origin_handover_id"],
            ["id"],
        )
    for guard in SQLITE_GUARDS if sqlite else POSTGRESQL_GUARDS:
        op.execute(guard)
