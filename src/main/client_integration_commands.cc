#include <fmt/format.h>

#include <cstdio>

#include "base/json/writer.h"
#include "client/fields.h"
#include "client/printable.h"
#include "main/client_commands.h"
#include "main/client_printing.h"
#include "main/output_file.h"
#include "main/report.h"

namespace imprint {
namespace {

using client::Exit;
using client::Outcome;

Outcome<std::string> CloneBody(const IntegrationOptions& options) {
  std::string body;
  json::Writer out(body);
  out.BeginObject();
  if (!options.name.empty()) out.Key("name").String(options.name);
  if (!options.connections.empty()) out.Key("connectionMap").BeginObject();
  for (const std::string& text : options.connections) {
    const std::size_t sign = text.find('=');
    if (sign == std::string::npos) {
      return client::Refuse(Exit::kFailed, fmt::format("\"{}\" is not of the form ID=ID.", text),
                            "--connect");
    }
    out.Key(text.substr(0, sign)).String(text.substr(sign + 1));
  }
  if (!options.connections.empty()) out.EndObject();
  out.EndObject();
  return body;
}

}  // namespace

int ExportCommand(const IntegrationOptions& options) {
  auto session = ClientSession::Open(options.client);
  if (!session) return ReportRefusal(session.error(), options.client);
  client::Request request{
      .path = client::PathOf({"api", "v1", "integrations", options.id, "template"})};
  if (!options.secrets.empty()) request.query.emplace_back("secrets", options.secrets);
  const auto answer = (*session)->api().Send(request);
  if (!answer) return ReportRefusal(answer.error(), options.client);
  const auto written = WriteOutputFile(options.output, answer->body, 0666, Overwrite::kReplace);
  if (!written) return ReportFailure(written.error());
  if (!options.client.quiet) {
    fmt::print(stderr, "{}: {} bytes\n", options.output, answer->body.size());
  }
  return 0;
}

int CloneCommand(const IntegrationOptions& options) {
  const auto body = CloneBody(options);
  if (!body) return ReportRefusal(body.error(), options.client);
  const auto cloned =
      AskOnce(options.client, {.method = "POST",
                               .path = client::PathOf({"v1", "integrations", options.id, "clone"}),
                               .body = *body,
                               .needs = "_integrationId"});
  return PrintAnswer(cloned, options.client, [&](json::Value answer) {
    const std::string id = client::Printable(client::TextOf(answer["_integrationId"]));
    if (options.client.quiet) return id + "\n";
    return fmt::format("Cloned as {}, {} resources.\n", id, client::CountOf(answer["objects"]));
  });
}

}  // namespace imprint
