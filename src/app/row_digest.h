#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/crypto.h"
#include "ports/store.h"

namespace imprint {

/// The kinds of row that a store holds, in ScanAll's order.
inline constexpr std::array<std::string_view, 12> kRowKinds = {"accounts",
                                                               "tokens",
                                                               "templates",
                                                               "versions",
                                                               "uploads",
                                                               "installations",
                                                               "resources",
                                                               "idempotent_results",
                                                               "audit_entries",
                                                               "template_versions",
                                                               "installation_steps",
                                                               "saved_bindings"};

/// How many rows of one kind there are, and a digest of all of their fields that does not depend
/// on the order in which they were added. Two stores that agree in both hold the same rows.
struct KindDigest {
  std::uint64_t rows = 0;
  crypto::Digest digest{};

  friend bool operator==(const KindDigest&, const KindDigest&) = default;
};

/// Of every kind, in the order of kRowKinds.
using RowDigests = std::array<KindDigest, kRowKinds.size()>;

/// Digests every row that it visits.
class RowDigester final : public RowVisitor {
 public:
  Status Visit(const Account& row) override;
  Status Visit(const Token& row) override;
  Status Visit(const Template& row) override;
  Status Visit(const Version& row) override;
  Status Visit(const Upload& row) override;
  Status Visit(const Installation& row) override;
  Status Visit(const Resource& row) override;
  Status Visit(const IdempotentResult& row) override;
  Status Visit(const AuditEntry& row) override;
  Status Visit(const TemplateVersion& row) override;
  Status Visit(const InstallationStep& row) override;
  Status Visit(const SavedBindings& row) override;

  const RowDigests& digests() const { return digests_; }

 private:
  Status Add(std::size_t kind, std::string_view encoded);

  RowDigests digests_;
};

}  // namespace imprint
