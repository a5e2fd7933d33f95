#include "app/history.h"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace imprint {
namespace {

using Numbers = std::map<Hash, std::uint32_t>;

Result<Numbers> NumbersOf(StoreReader& reader, const Installation& installation) {
  Numbers numbers;
  if (!installation.from_template) return numbers;
  auto versions = reader.ListTemplateVersions(*installation.from_template);
  if (!versions) return Pass(versions);
  for (const TemplateVersion& version : *versions) numbers[version.version] = version.number;
  return numbers;
}

std::optional<std::uint32_t> NumberOf(const Numbers& numbers, const Hash& version) {
  const auto found = numbers.find(version);
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

/// Visits the stored rows of an installation, whole, ascending by id, one at a time.
template <typename Visit>
Status ForEachRow(StoreReader& reader, const Installation& installation, Visit&& visit) {
  auto changes = reader.ListChanges(installation.account, installation.id);
  if (!changes) return Pass(changes);
  for (const Resource& change : *changes) {
    auto row = reader.FindResource(installation.account, change.id);
    if (!row) return Pass(row);
    if (!*row) continue;
    if (auto visited = visit(std::move(**row)); !visited) return visited;
  }
  return {};
}

std::uint64_t BytesOf(const Resource& row) {
  return sizeof(row) + row.document.size() + row.sealed_secrets.size() +
         row.references.size() * sizeof(Id);
}

}  // namespace

Result<std::vector<HistoryEntry>> ListHistory(const Services& services, AccountId account,
                                              InstallationId id) {
  std::vector<HistoryEntry> entries;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    entries.clear();
    auto installation = reader.FindInstallation(account, id);
    if (!installation) return Pass(installation);
    if (!*installation) return Fail(ErrorCode::kNotFound, "Installation not found.", "id");
    auto steps = reader.ListSteps(account, id);
    if (!steps) return Pass(steps);
    auto numbers = NumbersOf(reader, **installation);
    if (!numbers) return Pass(numbers);
    for (InstallationStep& step : *steps) {
      const auto before = NumberOf(*numbers, step.version_before);
      const auto after = NumberOf(*numbers, step.version_after);
      entries.push_back({std::move(step), before, after});
    }
    return {};
  });
  if (!read) return Pass(read);
  return entries;
}

Result<std::uint64_t> BytesOfState(StoreReader& reader, const Installation& installation) {
  std::uint64_t bytes = 0;
  Status visited = ForEachRow(reader, installation, [&](const Resource& row) -> Status {
    bytes += BytesOf(row);
    return {};
  });
  if (!visited) return Pass(visited);
  return bytes;
}

Result<InstallationState> TakeState(StoreReader& reader, const Installation& installation) {
  InstallationState state;
  state.installation = installation;
  std::uint64_t bytes = 0;
  Status visited = ForEachRow(reader, installation, [&](Resource row) -> Status {
    bytes += BytesOf(row);
    if (bytes > kMostStateBytes) {
      return Fail(ErrorCode::kTooLarge,
                  fmt::format("What was edited in the installation has over {} bytes in all.",
                              kMostStateBytes),
                  "id");
    }
    state.rows.push_back(std::move(row));
    return {};
  });
  if (!visited) return Pass(visited);
  return state;
}

Result<std::uint32_t> NoteStep(const Services& services, StoreWriter& writer,
                               const Installation& installation, InstallationChange change,
                               Time now, InstallationState before) {
  before.after.clear();
  Status marked = ForEachRow(writer, installation, [&](const Resource& row) -> Status {
    before.after.push_back(MarkOf(row));
    return {};
  });
  if (!marked) return Pass(marked);
  auto steps = writer.ListSteps(installation.account, installation.id);
  if (!steps) return Pass(steps);
  InstallationStep step;
  step.account = installation.account;
  step.installation = installation.id;
  step.number = steps->empty() ? 1 : steps->back().number + 1;
  step.change = change;
  step.created = now;
  if (services.caller) step.token = services.caller->token;
  step.version_before = before.installation.version;
  step.version_after = installation.version;
  auto text = EncodeState(before);
  if (!text) return Pass(text);
  step.before = std::move(*text);
  if (auto added = writer.AddStep(step); !added) return Pass(added);
  return step.number;
}

}  // namespace imprint
