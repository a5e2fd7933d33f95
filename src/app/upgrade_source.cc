#include "app/upgrade_source.h"

#include "app/history.h"

namespace imprint {
namespace {

Result<Installation> FindUpgradable(StoreReader& reader, const UpgradeRequest& request) {
  auto found = reader.FindInstallation(request.account, request.installation);
  if (!found) return Pass(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "Installation not found.", "id");
  if (!(*found)->from_template) {
    return Fail(ErrorCode::kNotFound,
                "The installation came from an uploaded file and not from a template, so there are "
                "no other versions of it.",
                "template");
  }
  return std::move(**found);
}

// The greatest number that the template gave the version.
Result<std::optional<std::uint32_t>> NumberOf(StoreReader& reader, TemplateId id,
                                              const Hash& version) {
  auto versions = reader.ListTemplateVersions(id);
  if (!versions) return Pass(versions);
  std::optional<std::uint32_t> number;
  for (const TemplateVersion& row : *versions) {
    if (row.version == version) number = row.number;
  }
  return number;
}

// All at once: whoever holds memory for one thing must not wait for another.
Result<HeldMemory> Hold(const Services& services, const Hash& from, const Hash& to,
                        std::uint64_t edits) {
  constexpr std::uint64_t kForms = 4;  // of an edit: before, merged, parsed, in the history
  auto one = BytesOfVersion(services, from);
  if (!one) return Pass(one);
  auto other = BytesOfVersion(services, to);
  if (!other) return Pass(other);
  return HoldMemory(services,
                    one->reading + other->reading + one->answer + other->answer + kForms * edits);
}

}  // namespace

Result<UpgradeSource> LoadUpgradeSource(const Services& services, const UpgradeRequest& request) {
  UpgradeSource source;
  std::uint64_t edits = 0;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto installation = FindUpgradable(reader, request);
    if (!installation) return Pass(installation);
    source.from_template = *installation->from_template;
    source.from_hash = installation->version;
    auto number = NumberOf(reader, source.from_template, source.from_hash);
    if (!number) return Pass(number);
    source.from_number = *number;
    auto bytes = BytesOfState(reader, *installation);
    if (!bytes) return Pass(bytes);
    edits = *bytes;
    return {};
  });
  if (!read) return Pass(read);
  auto target = FindVersion(services, request.account, source.from_template, request.version);
  if (!target) return Pass(target);
  source.target = std::move(target->version);
  auto held = Hold(services, source.from_hash, source.to_hash(), edits);
  if (!held) return Pass(held);
  source.held = std::move(*held);
  auto from = services.versions.Get(source.from_hash);
  if (!from) return Pass(from);
  auto to = services.versions.Get(source.to_hash());
  if (!to) return Pass(to);
  source.from = std::move(*from);
  source.to = std::move(*to);
  source.match = MatchOrdinals(*source.from, *source.to);
  return source;
}

}  // namespace imprint
