#include "store/sqlite/migrations.h"

namespace imprint::sqlite {
namespace {

// Where an account owns a thing, its id comes first in the key, so that accounts can be spread
// over several databases. Ids are their bytes, times are milliseconds since 1970.
constexpr char kFirst[] = R"sql(
CREATE TABLE accounts (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  partner INTEGER NOT NULL,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  hash BLOB PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account BLOB NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER,
  revoked INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE templates (
  id BLOB PRIMARY KEY,
  owner BLOB NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  image_url TEXT NOT NULL,
  website_url TEXT NOT NULL,
  contact_email TEXT NOT NULL,
  applications TEXT NOT NULL,
  published INTEGER NOT NULL,
  installs INTEGER NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  version BLOB,
  pending_upload TEXT NOT NULL,
  dialect INTEGER NOT NULL,
  language TEXT NOT NULL,
  setup_guide_url TEXT NOT NULL
) STRICT;
CREATE INDEX templates_by_owner ON templates (owner, dialect, id);
CREATE INDEX templates_published ON templates (dialect, id) WHERE published;
CREATE INDEX templates_by_version ON templates (version) WHERE version IS NOT NULL;

CREATE TABLE versions (
  id BLOB PRIMARY KEY,
  source BLOB NOT NULL,
  resources INTEGER NOT NULL,
  ids INTEGER NOT NULL,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX versions_by_source ON versions (source);
CREATE INDEX versions_by_created ON versions (created);

CREATE TABLE uploads (
  run_key TEXT PRIMARY KEY,
  account BLOB NOT NULL,
  target BLOB,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  blob BLOB,
  size INTEGER NOT NULL,
  version BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_by_expires ON uploads (expires);
CREATE INDEX uploads_by_blob ON uploads (blob) WHERE blob IS NOT NULL;
CREATE INDEX uploads_by_version ON uploads (version) WHERE version IS NOT NULL;

CREATE TABLE installations (
  account BLOB NOT NULL,
  id BLOB NOT NULL,
  from_template BLOB,
  version BLOB NOT NULL,
  bindings TEXT NOT NULL,
  creates_connections INTEGER NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX installations_by_version ON installations (version);

-- Ids of different widths are never in one block; the width keeps them apart in the key, so that
-- the nearest first_id at or before an id is the only candidate.
CREATE TABLE id_blocks (
  account BLOB NOT NULL,
  width INTEGER NOT NULL,
  first_id BLOB NOT NULL,
  count INTEGER NOT NULL,
  first_ordinal INTEGER NOT NULL,
  installation BLOB NOT NULL,
  PRIMARY KEY (account, width, first_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX id_blocks_by_installation ON id_blocks (account, installation, first_id);

CREATE TABLE bound_connections (
  account BLOB NOT NULL,
  connection BLOB NOT NULL,
  installation BLOB NOT NULL,
  PRIMARY KEY (account, connection, installation)
) STRICT, WITHOUT ROWID;

-- Rows are large and lists leave the last columns out: they come last and are not read then.
CREATE TABLE resources (
  account BLOB NOT NULL,
  id BLOB NOT NULL,
  model INTEGER NOT NULL,
  origin INTEGER NOT NULL,
  installation BLOB,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  sealed_secrets BLOB NOT NULL,
  document BLOB NOT NULL,
  PRIMARY KEY (account, id)
) STRICT;
CREATE INDEX resources_by_model ON resources (account, model, id);
CREATE INDEX resources_by_installation ON resources (account, installation, id)
  WHERE installation IS NOT NULL;

CREATE TABLE resource_references (
  account BLOB NOT NULL,
  target BLOB NOT NULL,
  source BLOB NOT NULL,
  PRIMARY KEY (account, target, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX resource_references_by_source ON resource_references (account, source, target);

CREATE TABLE idempotent_results (
  account BLOB NOT NULL,
  key TEXT NOT NULL,
  request BLOB NOT NULL,
  installation BLOB NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotent_results_by_created ON idempotent_results (created);
)sql";

constexpr char kSecond[] = R"sql(
ALTER TABLE schema_version ADD COLUMN applied INTEGER;

CREATE TABLE audit_entries (
  account BLOB NOT NULL,
  time INTEGER NOT NULL,
  id BLOB NOT NULL,
  event INTEGER NOT NULL,
  resource_type TEXT NOT NULL,
  resource TEXT NOT NULL,
  token TEXT NOT NULL,
  address TEXT NOT NULL,
  request TEXT NOT NULL,
  fields TEXT NOT NULL,
  PRIMARY KEY (account, time, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_entries_by_time ON audit_entries (time);

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX uploads_awaited ON uploads (target, run_key)
  WHERE target IS NOT NULL AND blob IS NULL;
)sql";

// A template that has content already gets it as its first numbered version.
constexpr char kThird[] = R"sql(
CREATE TABLE template_versions (
  template BLOB NOT NULL,
  number INTEGER NOT NULL,
  version BLOB NOT NULL,
  note TEXT NOT NULL,
  created INTEGER NOT NULL,
  deprecated TEXT,
  public_key BLOB,
  signature BLOB,
  PRIMARY KEY (template, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX template_versions_by_version ON template_versions (version);

INSERT INTO template_versions (template, number, version, note, created)
  SELECT id, 1, version, '', modified FROM templates WHERE version IS NOT NULL;

-- What an installation was before can be megabytes: it comes last and lists do not read it.
CREATE TABLE installation_steps (
  account BLOB NOT NULL,
  installation BLOB NOT NULL,
  number INTEGER NOT NULL,
  change INTEGER NOT NULL,
  created INTEGER NOT NULL,
  token TEXT NOT NULL,
  version_before BLOB NOT NULL,
  version_after BLOB NOT NULL,
  before BLOB NOT NULL,
  PRIMARY KEY (account, installation, number)
) STRICT;
CREATE INDEX installation_steps_by_version_before ON installation_steps (version_before);

CREATE TABLE saved_bindings (
  account BLOB NOT NULL,
  template BLOB NOT NULL,
  bindings TEXT NOT NULL,
  modified INTEGER NOT NULL,
  PRIMARY KEY (account, template)
) STRICT;
)sql";

// What published templates are found by (model/search_terms), once their rows are put again.
constexpr char kFourth[] = R"sql(
CREATE TABLE template_terms (
  template BLOB NOT NULL,
  term BLOB NOT NULL,
  weight INTEGER NOT NULL,
  PRIMARY KEY (template, term)
) STRICT, WITHOUT ROWID;
CREATE INDEX template_terms_by_term ON template_terms (weight, term, template);
)sql";

// A search reads all postings of what it looks for, many in a row; before, each was a row of an
// index. The postings are made with the terms, which the catalogue makes anew when its setting is
// gone.
constexpr char kFifth[] = R"sql(
DROP INDEX template_terms_by_term;
DELETE FROM template_terms;
DELETE FROM settings WHERE name = 'catalogue_terms';

CREATE TABLE catalogue_numbers (
  number INTEGER PRIMARY KEY,
  template BLOB UNIQUE
) STRICT;
CREATE INDEX catalogue_numbers_free ON catalogue_numbers (number) WHERE template IS NULL;

CREATE TABLE catalogue_ids (
  block INTEGER PRIMARY KEY,
  ids BLOB NOT NULL
) STRICT;

CREATE TABLE catalogue_postings (
  term BLOB NOT NULL,
  first INTEGER NOT NULL,
  postings BLOB NOT NULL,
  PRIMARY KEY (term, first)
) STRICT, WITHOUT ROWID;

CREATE INDEX templates_by_language ON templates (dialect, language, id) WHERE published;
)sql";

constexpr Migration kMigrations[] = {
    {"first release", kFirst}, {"audit and settings", kSecond}, {"lifecycle", kThird},
    {"catalogue", kFourth},    {"catalogue postings", kFifth},
};

}  // namespace

std::span<const Migration> Migrations() {
  return kMigrations;
}

}  // namespace imprint::sqlite
