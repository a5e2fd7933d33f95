#include "store/sqlite/installation_steps.h"

#include "model/record_json.h"
#include "store/sql/row_readers.h"

namespace imprint::sqlite {
namespace {

#define IMPRINT_STEP_COLUMNS \
  "account, installation, number, change, created, token, version_before, version_after"

#define IMPRINT_SELECT_SAVED "SELECT account, template, bindings, modified FROM saved_bindings "

}  // namespace

Result<std::vector<InstallationStep>> ListSteps(Connection& connection, AccountId account,
                                                InstallationId id) {
  return QueryAll(connection,
                  "SELECT " IMPRINT_STEP_COLUMNS
                  " FROM installation_steps WHERE account = ?1 AND installation = ?2 "
                  "ORDER BY number",
                  ReadStepHead<Statement>, account, id);
}

Result<std::optional<InstallationStep>> FindStep(Connection& connection, AccountId account,
                                                 InstallationId id, std::uint32_t number) {
  return QueryOne(connection,
                  "SELECT " IMPRINT_STEP_COLUMNS
                  ", before FROM installation_steps "
                  "WHERE account = ?1 AND installation = ?2 AND number = ?3",
                  ReadWholeStep<Statement>, account, id, number);
}

Status AddStep(Connection& connection, const InstallationStep& step) {
  return Execute(connection,
                 "INSERT INTO installation_steps (" IMPRINT_STEP_COLUMNS
                 ", before) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                 step.account, step.installation, step.number,
                 static_cast<std::int64_t>(step.change), step.created, step.token,
                 step.version_before, step.version_after, Blob{step.before});
}

Result<std::optional<SavedBindings>> FindSavedBindings(Connection& connection, AccountId account,
                                                       TemplateId id) {
  return QueryOne(connection, IMPRINT_SELECT_SAVED "WHERE account = ?1 AND template = ?2",
                  ReadSavedBindings<Statement>, account, id);
}

Status PutSavedBindings(Connection& connection, const SavedBindings& row) {
  const auto bindings = EncodeSaved(row);
  if (!bindings) return Fail(bindings.error());
  return Execute(connection,
                 "INSERT INTO saved_bindings (account, template, bindings, modified) "
                 "VALUES (?1, ?2, ?3, ?4) "
                 "ON CONFLICT (account, template) DO UPDATE SET bindings = ?3, modified = ?4",
                 row.account, row.template_id, *bindings, row.modified);
}

Status ScanSteps(Connection& connection, RowVisitor& visitor) {
  return VisitAll(connection,
                  "SELECT " IMPRINT_STEP_COLUMNS
                  ", before FROM installation_steps ORDER BY account, installation, number",
                  ReadWholeStep<Statement>, visitor);
}

Status ScanSavedBindings(Connection& connection, RowVisitor& visitor) {
  return VisitAll(connection, IMPRINT_SELECT_SAVED "ORDER BY account, template",
                  ReadSavedBindings<Statement>, visitor);
}

#undef IMPRINT_STEP_COLUMNS
#undef IMPRINT_SELECT_SAVED

}  // namespace imprint::sqlite
