#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

#include "base/crypto.h"
#include "base/json/writer.h"
#include "main/copy_report.h"
#include "main/place.h"
#include "main/report.h"
#include "main/store_commands.h"

namespace imprint {
namespace {

std::string TextOf(const SchemaStatus& status) {
  std::string text = fmt::format("schema {} of {}\n", status.current, status.newest);
  for (const auto& migration : status.migrations) {
    std::string state = "pending";
    if (migration.number <= status.current) {
      state = migration.applied ? "applied " + FormatIso(*migration.applied) : "applied";
    }
    text += fmt::format("{:>4}  {:<28}{}\n", migration.number, migration.name, state);
  }
  return text;
}

std::string JsonOf(const SchemaStatus& status) {
  std::string text;
  json::Writer writer(text);
  writer.BeginObject();
  writer.Key("current").Number(status.current).Key("newest").Number(status.newest);
  writer.Key("migrations").BeginArray();
  for (const auto& migration : status.migrations) {
    writer.BeginObject();
    writer.Key("number").Number(migration.number).Key("name").String(migration.name);
    writer.Key("done").Bool(migration.number <= status.current);
    writer.Key("applied");
    if (migration.applied) {
      writer.String(FormatIso(*migration.applied));
    } else {
      writer.Raw("null");  // not yet, or before times were written down
    }
    writer.EndObject();
  }
  writer.EndArray().EndObject();
  return text + "\n";
}

Status Migrate(const MigrateOptions& options) {
  const auto config = StoreConfig(options.place);
  if (!config) return Fail(config.error());
  auto status = SchemaOf(config->place);
  if (!status) return Fail(std::move(status.error()));
  if (!options.status) {
    const int to = options.to.value_or(status->newest);
    if (auto migrated = MigrateTo(config->place, to); !migrated) return migrated;
    status = SchemaOf(config->place);
    if (!status) return Fail(std::move(status.error()));
  }
  fmt::print("{}", options.json ? JsonOf(*status) : TextOf(*status));
  return {};
}

Status MigrateData(const MigrateDataOptions& options) {
  if (!crypto::Initialise()) return Fail(ErrorCode::kInternal, "libsodium cannot be initialised.");
  const auto from_place = ParsePlace(options.from);
  if (!from_place) return Fail(from_place.error());
  const auto to_place = ParsePlace(options.to);
  if (!to_place) return Fail(to_place.error());
  auto from = OpenSource(*from_place);
  if (!from) return Fail(std::move(from.error()));
  auto to = OpenPlace(*to_place);
  if (!to) return Fail(std::move(to.error()));
  auto copied = CopyWithProgress(**from, **to);
  if (!copied) return Fail(std::move(copied.error()));
  PrintSummary(*copied);
  fmt::print(stderr, "Copied {} to {}. Start the target with the same secret key.\n",
             DescribePlace(*from_place), DescribePlace(*to_place));
  return {};
}

}  // namespace

int MigrateCommand(const MigrateOptions& options) {
  const auto done = Migrate(options);
  return done ? 0 : ReportFailure(done.error());
}

int MigrateDataCommand(const MigrateDataOptions& options) {
  const auto done = MigrateData(options);
  return done ? 0 : ReportFailure(done.error());
}

}  // namespace imprint
