#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/services.h"
#include "base/json/document.h"
#include "model/model.h"

namespace imprint {

/// Notes a change of something that `account` owns, made by services.caller. Belongs into the write
/// that makes the change, so that neither is there without the other. `fields` are names of what an
/// update changed, never values.
Status RecordChange(const Services& services, StoreWriter& writer, AccountId account,
                    AuditEvent event, std::string_view resource_type, std::string resource_id,
                    std::vector<std::string> fields = {});

/// What audit entries call a resource of that model: "export"; of both dialects "integration" and
/// "tool".
std::string AuditTypeOf(Model model);

/// Names of the members in which two objects differ, in order: those of `before`, then new ones.
/// At most 100, each cut after 100 bytes.
std::vector<std::string> ChangedMembers(json::Value before, json::Value after);

/// `services` for work that one account's request makes on what another one owns: its entries do
/// not tell who asked. Keeps what it refers to alive itself.
class OnBehalfOf {
 public:
  OnBehalfOf(const Services& services, bool same_account);
  OnBehalfOf(const OnBehalfOf&) = delete;
  OnBehalfOf& operator=(const OnBehalfOf&) = delete;
  const Services& services() const { return services_; }

 private:
  Caller unnamed_;
  Services services_;
};

struct AuditPage {
  std::vector<AuditEntry> entries;  // the latest first
  bool more = false;
};

/// An account's entries.
Result<AuditPage> ListAudit(const Services& services, AccountId account, const AuditFilter& filter,
                            std::size_t skip, std::size_t limit);

/// Those of one resource of the account. kNotFound when it never had one of that model and id.
Result<AuditPage> ListResourceAudit(const Services& services, AccountId account, Model model,
                                    const Id& id, AuditFilter filter, std::size_t skip,
                                    std::size_t limit);
/// The same for a template of integrator.io.
Result<AuditPage> ListTemplateAudit(const Services& services, AccountId account, TemplateId id,
                                    AuditFilter filter, std::size_t skip, std::size_t limit);

}  // namespace imprint
