#include <fmt/format.h>

#include <cstdio>
#include <limits>

#include "app/versions.h"
#include "base/json/writer.h"
#include "client/catalogue_view.h"
#include "client/fields.h"
#include "main/client_commands.h"
#include "main/client_printing.h"
#include "main/output_file.h"
#include "main/report.h"
#include "main/template_source.h"
#include "model/version_diff.h"
#include "surface/native/version_json.h"

namespace imprint {
namespace {

using client::Outcome;
using client::PathOf;
using client::Request;

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

std::string TemplateList(json::Value root, const ClientOptions& options) {
  const json::Value items = root["items"];
  if (options.quiet) return IdLines(items);
  if (client::CountOf(items) == 0) return "No template.\n";
  return client::TemplateTable(items);
}

Outcome<json::Document> ListOf(const ClientOptions& options, Request request, std::size_t most) {
  auto session = ClientSession::Open(options);
  if (!session) return client::PassOn(session);
  return (*session)->api().List(std::move(request), most);
}

std::string VersionPath(const TemplateVersionOptions& options) {
  return PathOf({"api", "v1", "templates", options.template_id, "versions",
                 options.number.empty() ? "latest" : options.number});
}

Outcome<json::Document> DiffOfSources(const std::vector<std::string>& sources) {
  auto from = CompileSource(sources[0]);
  if (!from) return client::Refuse(from.error());
  auto to = CompileSource(sources[1]);
  if (!to) return client::Refuse(to.error());
  VersionComparison comparison;
  comparison.from.row.number = 1;
  comparison.to.row.number = 2;
  comparison.diff = DiffVersions(*from, *to);
  auto document = json::Document::Parse(native::DiffBody(comparison), client::kAnswerDepth);
  if (!document) return client::Refuse(document.error());
  return std::move(*document);
}

Outcome<json::Document> DiffOfVersions(const DiffOptions& options) {
  Request request{.path = PathOf({"api", "v1", "templates", options.template_id, "diff"}),
                  .query = {{"from", options.from}},
                  .needs = "unchanged"};
  if (!options.to.empty()) request.query.emplace_back("to", options.to);
  return AskOnce(options.client, request);
}

}  // namespace

int SearchCommand(const SearchOptions& options) {
  Request request{.path = "/api/v1/catalogue"};
  std::string words;
  for (const std::string& word : options.words) words += (words.empty() ? "" : " ") + word;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) request.query.emplace_back(name, value);
  };
  add("q", words);
  add("application", options.application);
  add("language", options.language);
  add("kind", options.kind);
  add("owner", options.owner);
  const auto found = ListOf(options.client, std::move(request), options.limit);
  const int code = PrintAnswer(
      found, options.client, [&](json::Value root) { return TemplateList(root, options.client); });
  if (found && !options.client.json && !client::IsNull(found->root()["next"])) {
    fmt::print(stderr, "There are more: say --limit.\n");
  }
  return code;
}

int TemplatesCommand(const ClientOptions& options) {
  return PrintAnswer(ListOf(options, {.path = "/api/v1/templates"}, kAll), options,
                     [&](json::Value root) { return TemplateList(root, options); });
}

int VersionsCommand(const TemplateVersionOptions& options) {
  if (!options.number.empty()) {
    return PrintAnswer(AskOnce(options.client, {.path = VersionPath(options), .needs = "number"}),
                       options.client, client::VersionText);
  }
  const std::string path = PathOf({"api", "v1", "templates", options.template_id, "versions"});
  return PrintAnswer(AskOnce(options.client, {.path = path, .needs = "items"}), options.client,
                     [](json::Value root) { return client::VersionTable(root["items"]); });
}

int DownloadCommand(const TemplateVersionOptions& options) {
  auto session = ClientSession::Open(options.client);
  if (!session) return ReportRefusal(session.error(), options.client);
  const auto answer = (*session)->api().Send({.path = VersionPath(options) + "/content"});
  if (!answer) return ReportRefusal(answer.error(), options.client);
  const auto written = WriteOutputFile(options.output, answer->body, 0666, Overwrite::kReplace);
  if (!written) return ReportFailure(written.error());
  if (!options.client.quiet) {
    fmt::print(stderr, "{}: {} bytes\n", options.output, answer->body.size());
  }
  return 0;
}

int DeprecateCommand(const TemplateVersionOptions& options) {
  std::string body;
  json::Writer out(body);
  out.BeginObject().Key("deprecated");
  if (options.undo) {
    out.Raw("null");
  } else {
    out.BeginObject().Key("reason").String(options.reason).EndObject();
  }
  out.EndObject();
  const Request request{
      .method = "PATCH", .path = VersionPath(options), .body = body, .needs = "number"};
  return PrintAnswer(AskOnce(options.client, request), options.client, [&](json::Value version) {
    return options.client.quiet ? std::string() : client::VersionText(version);
  });
}

int DiffCommand(const DiffOptions& options) {
  const auto diff =
      options.sources.empty() ? DiffOfVersions(options) : DiffOfSources(options.sources);
  const int code = PrintAnswer(diff, options.client, client::DiffText);
  if (code != 0 || !options.exit_code) return code;
  return client::HasDifferences(diff->root()) ? CodeOf(client::Exit::kUndecided) : 0;
}

}  // namespace imprint
