#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "app/diga_templates.h"
#include "base/crypto.h"
#include "main/commands.h"
#include "main/node.h"
#include "main/output_file.h"
#include "main/report.h"
#include "openapi/template_from_openapi.h"

namespace imprint {
namespace {

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return Fail(ErrorCode::kNotFound, fmt::format("Cannot read {}.", path));
  }
  return text.str();
}

Result<Account> FindAccount(const Services& services, const std::string& name) {
  std::optional<Account> account;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto found = reader.FindAccountByName(name);
    if (!found) return Pass(found);
    account = std::move(*found);
    return {};
  });
  if (!read) return Pass(read);
  if (!account) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("There is no account {}: make it with `imprint token create`.", name));
  }
  return *account;
}

}  // namespace

int AddTemplateCommand(const TemplateOptions& options) {
  const auto text = ReadFile(options.file);
  if (!text) return ReportFailure(text.error());
  const auto config = StoreConfig(options.place);
  if (!config) return ReportFailure(config.error());
  auto node = Node::Open(*config);
  if (!node) return ReportFailure(node.error());
  const Services& services = (*node)->services();
  const auto account = FindAccount(services, options.account);
  if (!account) return ReportFailure(account.error());
  const auto document = json::Document::Parse(*text, services.limits.json_depth);
  if (!document) return ReportFailure(document.error());
  const auto added = CreateDigaTemplate(services, *account, *document);
  if (!added) return ReportFailure(added.error());
  fmt::print("{}\n", added->row.id.Text());
  return 0;
}

int TemplateFromOpenApiCommand(const TemplateOptions& options) {
  const auto text = ReadFile(options.file);
  if (!text) return ReportFailure(text.error());
  const auto converted =
      TemplateFromOpenApi(*text, {options.base_url, options.only, options.language});
  if (!converted) return ReportFailure(converted.error());
  for (const std::string& note : converted->notes) fmt::print(stderr, "note: {}\n", note);
  fmt::print(stderr, "{} tools, {} notes\n", converted->tools, converted->notes.size());
  if (options.output.empty()) {
    fmt::print("{}\n", converted->template_json);
    return 0;
  }
  if (!crypto::Initialise()) {
    return ReportFailure(Error(ErrorCode::kInternal, "libsodium cannot be initialised."));
  }
  const auto written =
      WriteOutputFile(options.output, converted->template_json + "\n", 0666, Overwrite::kReplace);
  return written ? 0 : ReportFailure(written.error());
}

}  // namespace imprint
