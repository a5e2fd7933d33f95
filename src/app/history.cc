#include "app/history.h"

#include <algorithm>
#include <map>

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

// The stored rows of an installation, whole, ascending by id.
Result<std::vector<Resource>> StoredRows(StoreReader& reader, const Installation& installation) {
  auto changes = reader.ListChanges(installation.account, installation.id);
  if (!changes) return Pass(changes);
  std::vector<Resource> rows;
  for (const Resource& change : *changes) {
    auto row = reader.FindResource(installation.account, change.id);
    if (!row) return Pass(row);
    if (*row) rows.push_back(std::move(**row));
  }
  return rows;
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

Result<InstallationState> TakeState(StoreReader& reader, const Installation& installation) {
  auto rows = StoredRows(reader, installation);
  if (!rows) return Pass(rows);
  InstallationState state;
  state.installation = installation;
  state.rows = std::move(*rows);
  return state;
}

Result<std::uint32_t> NoteStep(const Services& services, StoreWriter& writer,
                               const Installation& installation, InstallationChange change,
                               Time now, InstallationState before) {
  auto rows = StoredRows(writer, installation);
  if (!rows) return Pass(rows);
  before.after.clear();
  for (const Resource& row : *rows) before.after.push_back(MarkOf(row));
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
