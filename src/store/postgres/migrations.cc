#include "store/postgres/migrations.h"

#include <array>

namespace imprint::postgres {
namespace {

// Where an account owns a thing, its id comes first in the key, so that the tables can be spread by
// account. Ids are their bytes, times are milliseconds since 1970, and texts are bytea: they may
// hold any byte and are ordered by bytes wherever the database runs. Every statement can be run
// again, for a database that does not take schema changes back with their transaction.
constexpr char kFirst[] = R"sql(
CREATE TABLE IF NOT EXISTS accounts (
  id BYTEA PRIMARY KEY,
  name BYTEA NOT NULL UNIQUE,
  partner BOOLEAN NOT NULL,
  created BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS tokens (
  hash BYTEA PRIMARY KEY,
  id BYTEA NOT NULL UNIQUE,
  account BYTEA NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT,
  revoked BIGINT
);

CREATE TABLE IF NOT EXISTS templates (
  id BYTEA PRIMARY KEY,
  owner BYTEA NOT NULL,
  name BYTEA NOT NULL,
  description BYTEA NOT NULL,
  image_url BYTEA NOT NULL,
  website_url BYTEA NOT NULL,
  contact_email BYTEA NOT NULL,
  applications BYTEA NOT NULL,
  published BOOLEAN NOT NULL,
  installs BIGINT NOT NULL,
  created BIGINT NOT NULL,
  modified BIGINT NOT NULL,
  version BYTEA,
  pending_upload BYTEA NOT NULL,
  dialect BIGINT NOT NULL,
  language BYTEA NOT NULL,
  setup_guide_url BYTEA NOT NULL
);
CREATE INDEX IF NOT EXISTS templates_by_owner ON templates (owner, dialect, id);
CREATE INDEX IF NOT EXISTS templates_published ON templates (dialect, id) WHERE published;
CREATE INDEX IF NOT EXISTS templates_by_version ON templates (version) WHERE version IS NOT NULL;

-- A template's installs are its own number and these: a row for each of several writers, so that
-- installs of one template need not wait for each other.
CREATE TABLE IF NOT EXISTS template_installs (
  template BYTEA NOT NULL,
  slot BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (template, slot)
);

CREATE TABLE IF NOT EXISTS versions (
  id BYTEA PRIMARY KEY,
  source BYTEA NOT NULL,
  resources BIGINT NOT NULL,
  ids BIGINT NOT NULL,
  created BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS versions_by_source ON versions (source);
CREATE INDEX IF NOT EXISTS versions_by_created ON versions (created);

CREATE TABLE IF NOT EXISTS uploads (
  run_key BYTEA PRIMARY KEY,
  account BYTEA NOT NULL,
  target BYTEA,
  file_name BYTEA NOT NULL,
  content_type BYTEA NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  blob BYTEA,
  size BIGINT NOT NULL,
  version BYTEA
);
CREATE INDEX IF NOT EXISTS uploads_by_expires ON uploads (expires);
CREATE INDEX IF NOT EXISTS uploads_by_blob ON uploads (blob) WHERE blob IS NOT NULL;
CREATE INDEX IF NOT EXISTS uploads_by_version ON uploads (version) WHERE version IS NOT NULL;
CREATE INDEX IF NOT EXISTS uploads_awaited ON uploads (target, run_key) WHERE blob IS NULL;

CREATE TABLE IF NOT EXISTS installations (
  account BYTEA NOT NULL,
  id BYTEA NOT NULL,
  from_template BYTEA,
  version BYTEA NOT NULL,
  bindings BYTEA NOT NULL,
  creates_connections BOOLEAN NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX IF NOT EXISTS installations_by_version ON installations (version);

-- Ids of different widths are never in one block; the width keeps them apart in the key, so that
-- the nearest first_id at or before an id is the only candidate.
CREATE TABLE IF NOT EXISTS id_blocks (
  account BYTEA NOT NULL,
  width BIGINT NOT NULL,
  first_id BYTEA NOT NULL,
  count BIGINT NOT NULL,
  first_ordinal BIGINT NOT NULL,
  installation BYTEA NOT NULL,
  PRIMARY KEY (account, width, first_id)
);
CREATE INDEX IF NOT EXISTS id_blocks_by_installation ON id_blocks (account, installation, first_id);

CREATE TABLE IF NOT EXISTS bound_connections (
  account BYTEA NOT NULL,
  connection BYTEA NOT NULL,
  installation BYTEA NOT NULL,
  PRIMARY KEY (account, connection, installation)
);
CREATE INDEX IF NOT EXISTS bound_connections_by_installation
  ON bound_connections (account, installation);

CREATE TABLE IF NOT EXISTS resources (
  account BYTEA NOT NULL,
  id BYTEA NOT NULL,
  model BIGINT NOT NULL,
  origin BIGINT NOT NULL,
  installation BYTEA,
  created BIGINT NOT NULL,
  modified BIGINT NOT NULL,
  sealed_secrets BYTEA NOT NULL,
  document BYTEA NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX IF NOT EXISTS resources_by_model ON resources (account, model, id);
CREATE INDEX IF NOT EXISTS resources_by_installation ON resources (account, installation, id)
  WHERE installation IS NOT NULL;

CREATE TABLE IF NOT EXISTS resource_references (
  account BYTEA NOT NULL,
  target BYTEA NOT NULL,
  source BYTEA NOT NULL,
  PRIMARY KEY (account, target, source)
);
CREATE INDEX IF NOT EXISTS resource_references_by_source
  ON resource_references (account, source, target);

CREATE TABLE IF NOT EXISTS idempotent_results (
  account BYTEA NOT NULL,
  key BYTEA NOT NULL,
  request BYTEA NOT NULL,
  installation BYTEA NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (account, key)
);
CREATE INDEX IF NOT EXISTS idempotent_results_by_created ON idempotent_results (created);

CREATE TABLE IF NOT EXISTS audit_entries (
  account BYTEA NOT NULL,
  id BYTEA NOT NULL,
  time BIGINT NOT NULL,
  event BIGINT NOT NULL,
  resource_type BYTEA NOT NULL,
  resource BYTEA NOT NULL,
  token BYTEA NOT NULL,
  address BYTEA NOT NULL,
  request BYTEA NOT NULL,
  fields BYTEA NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX IF NOT EXISTS audit_entries_by_account ON audit_entries (account, time, id);
CREATE INDEX IF NOT EXISTS audit_entries_by_time ON audit_entries (time);

CREATE TABLE IF NOT EXISTS settings (
  name BYTEA PRIMARY KEY,
  value BYTEA NOT NULL
);
)sql";

// Whatever a template holds already is its first numbered version.
constexpr char kLifecycle[] = R"sql(
CREATE TABLE IF NOT EXISTS template_versions (
  template BYTEA NOT NULL,
  number BIGINT NOT NULL,
  version BYTEA NOT NULL,
  note BYTEA NOT NULL,
  created BIGINT NOT NULL,
  deprecated BYTEA,
  public_key BYTEA,
  signature BYTEA,
  PRIMARY KEY (template, number)
);
CREATE INDEX IF NOT EXISTS template_versions_by_version ON template_versions (version);
INSERT INTO template_versions (template, number, version, note, created)
  SELECT id, 1, version, ''::bytea, modified FROM templates WHERE version IS NOT NULL
  ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS installation_steps (
  account BYTEA NOT NULL,
  installation BYTEA NOT NULL,
  number BIGINT NOT NULL,
  change BIGINT NOT NULL,
  created BIGINT NOT NULL,
  token BYTEA NOT NULL,
  version_before BYTEA NOT NULL,
  version_after BYTEA NOT NULL,
  before BYTEA NOT NULL,
  PRIMARY KEY (account, installation, number)
);
CREATE INDEX IF NOT EXISTS installation_steps_by_version ON installation_steps (version_before);

CREATE TABLE IF NOT EXISTS saved_bindings (
  account BYTEA NOT NULL,
  template BYTEA NOT NULL,
  bindings BYTEA NOT NULL,
  modified BIGINT NOT NULL,
  PRIMARY KEY (account, template)
);
)sql";

// What published templates are found by (model/search_terms), once their rows are put again.
constexpr char kCatalogue[] = R"sql(
CREATE TABLE IF NOT EXISTS template_terms (
  template BYTEA NOT NULL,
  term BYTEA NOT NULL,
  weight BIGINT NOT NULL,
  PRIMARY KEY (template, term)
);
CREATE INDEX IF NOT EXISTS template_terms_by_term ON template_terms (weight, term, template);
)sql";

constexpr std::array<Migration, 3> kMigrations{{
    {"first tables", kFirst},
    {"lifecycle", kLifecycle},
    {"catalogue", kCatalogue},
}};

}  // namespace

std::span<const Migration> Migrations() {
  return kMigrations;
}

}  // namespace imprint::postgres
