#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/diga_integrations.h"
#include "app/drift.h"
#include "app/revert.h"
#include "app/row_digest.h"
#include "app/testing/test_world.h"
#include "app/uninstall.h"

namespace imprint::test {

/// An account with installations of both dialects, and what it does to them by hand.
class LifecycleFixture : public ::testing::Test {
 protected:
  // ---- integrator.io ----

  std::string Read(Model model, const Id& id) const;
  /// Stores `text` in the place of the document.
  void Edit(Model model, const Id& id, const std::string& text);
  /// Stores the document with `"member":value` in front of the others, in place of its own.
  void Set(Model model, const Id& id, const std::string& member, const std::string& value);
  void Delete(Model model, const Id& id);
  /// SmallBundle put into an integration that is there already.
  Installation InstallInto(const Id& integration);

  // ---- Diga ----

  /// A template of integration "Shop <<who>>" at https://<<host>>/v1 with tools "list" and "get".
  TemplateId NewDigaTemplate();
  Id CopyDiga(TemplateId source, const std::string& key = "");
  void PatchDiga(const Id& integration, const std::string& changes);
  void PatchTool(const Id& integration, const Id& tool, const std::string& changes);
  Id AddTool(const Id& integration, const std::string& name);
  /// The ids of an integration's tools by their names; empty for one that it does not have.
  Id ToolOf(const Id& integration, const std::string& name) const;
  std::string KeyOfDiga(const Id& integration) const;

  // ---- what became of them ----

  /// "edited Export \"Export 3\": name, x" for each resource.
  std::vector<std::string> DriftOf(InstallationId id) const;
  Result<Reverted> Revert(InstallationId installation, const Id& resource,
                          const std::string& field = "", bool dry_run = false);
  /// All rows of the store by kind, without audit entries and saved bindings.
  RowDigests Rows() const;
  std::optional<Installation> Find(InstallationId id) const;
  /// What the account's last audit entry says: "event type resource fields".
  std::string LastAudit() const;

  TestWorld world_;
  const Services& services_ = world_.services();
  Account partner_ = world_.NewAccount("partner", true);
  Account account_ = world_.NewAccount("acme");
  Account other_ = world_.NewAccount("other");
  Id connection_ = world_.MakeConnection(account_);
};

/// "Export \"Export 3\"".
std::string Named(Model model, const std::string& name);
std::vector<std::string> NamesOf(const std::vector<ResourceUser>& users);

}  // namespace imprint::test
