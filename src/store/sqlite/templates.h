#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ports/store.h"
#include "store/sqlite/connection.h"

/// Templates, versions and uploads. Each function is the StoreReader or StoreWriter method
/// of its name.
namespace imprint::sqlite {

Result<std::optional<Template>> FindTemplate(Connection& connection, TemplateId id);
Result<std::vector<Template>> ListTemplates(Connection& connection, AccountId owner,
                                            Dialect dialect);
Result<std::vector<Template>> ListPublished(Connection& connection, Dialect dialect,
                                            std::size_t skip, std::size_t limit);
Result<std::vector<Template>> ListTemplatesBehind(Connection& connection, AccountId owner,
                                                  Dialect dialect, TemplateId after,
                                                  std::size_t limit);
Result<std::size_t> CountPublishedIn(Connection& connection, Dialect dialect,
                                     std::string_view language, std::optional<TemplateId> before);
Result<std::vector<Template>> ListPublishedIn(Connection& connection, Dialect dialect,
                                              std::string_view language, std::size_t skip,
                                              std::size_t limit);
Status PutTemplate(Connection& connection, const Template& row);
Status RemoveTemplate(Connection& connection, TemplateId id);
Status CountInstall(Connection& connection, TemplateId id);

Result<std::optional<Version>> FindVersion(Connection& connection, const Hash& id);
Status AddVersion(Connection& connection, const Version& version);

Result<std::optional<Upload>> FindUpload(Connection& connection, std::string_view run_key);
Result<std::vector<Upload>> ListAwaited(Connection& connection, TemplateId target);
Status PutUpload(Connection& connection, const Upload& upload);

/// Parts of ScanAll.
Status ScanTemplates(Connection& connection, RowVisitor& visitor);
Status ScanVersions(Connection& connection, RowVisitor& visitor);
Status ScanUploads(Connection& connection, RowVisitor& visitor);

}  // namespace imprint::sqlite
