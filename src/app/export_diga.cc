#include "app/export_diga.h"

#include <optional>
#include <utility>

#include "app/diga_integrations.h"
#include "app/export_secrets.h"
#include "app/export_text.h"
#include "base/json/document.h"
#include "base/json/edit.h"
#include "base/json/pretty.h"
#include "base/json/stored_depth.h"
#include "base/json/writer.h"
#include "bundle/diga_template.h"

namespace imprint {
namespace {

/// What a template of Diga's is made of, with variables in place of what was filled in.
struct DigaParts {
  std::string integration;
  std::vector<std::string> tools;
  bool has_key = false;
  std::optional<Template> source;
  std::uint64_t bytes = 0;
};

class DigaGatherer {
 public:
  DigaGatherer(const Services& services, StoreReader& reader, AccountId account, bool measures,
               SecretVariables& secrets)
      : services_(services),
        reader_(reader),
        account_(account),
        measures_(measures),
        secrets_(secrets),
        world_(reader, services, account),
        unfiller_(services) {}

  Result<DigaParts> Run(const Id& id) {
    auto opened = OpenDigaIntegration(world_, id);
    if (!opened) return Pass(opened);
    auto view = ViewOf(services_, reader_, opened->found);
    if (!view) return Pass(view);
    parts_.has_key = view->has_key;
    auto values = AccountSecrets(reader_, account_, opened->found.installation.get(), secrets_);
    if (!values) return Pass(values);
    unfiller_.Hide(std::move(*values));
    auto text = unfiller_.Text(opened->found);
    if (!text) return Pass(text);
    parts_.bytes += text->size();
    parts_.integration = std::move(*text);
    if (view->source_template) {
      auto source = reader_.FindTemplate(*view->source_template);
      if (!source) return Pass(source);
      parts_.source = std::move(*source);
    }
    // The tools of an MCP integration come from its server.
    if (opened->type != "MCP") {
      if (auto added = AddTools(*opened); !added) return Pass(added);
    }
    return std::move(parts_);
  }

 private:
  Status AddTools(const OpenedIntegration& integration) {
    auto ids = DigaToolIds(reader_, services_.versions, account_, integration);
    if (!ids) return Pass(ids);
    for (const Id& id : *ids) {
      auto found = world_.Find(id);
      if (!found) return Pass(found);
      if (!*found) continue;
      auto text = unfiller_.Text(**found);
      if (!text) return Pass(text);
      parts_.bytes += text->size();
      if (!measures_) parts_.tools.push_back(std::move(*text));
    }
    return {};
  }

  const Services& services_;
  StoreReader& reader_;
  const AccountId account_;
  const bool measures_;
  SecretVariables& secrets_;
  World world_;
  Unfiller unfiller_;
  DigaParts parts_;
};

Result<DigaParts> Gather(const Services& services, AccountId account, const Id& id, bool measures,
                         SecretVariables& secrets) {
  DigaParts parts;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto gathered = DigaGatherer(services, reader, account, measures, secrets).Run(id);
    if (!gathered) return Pass(gathered);
    parts = std::move(*gathered);
    return {};
  });
  if (!read) return Pass(read);
  return parts;
}

// Without what an account's tool has beside the template's.
Result<std::string> ToolText(const std::string& text) {
  auto document = json::Document::Parse(text, json::kStoredDepth);
  if (!document) return Pass(document);
  return "{" +
         json::MembersWithout(*document,
                              [](const std::string& key) { return key == "id" || key == "type"; }) +
         "}";
}

Result<std::string> TemplateText(const DigaParts& parts) {
  auto document = json::Document::Parse(parts.integration, json::kStoredDepth);
  if (!document) return Pass(document);
  const json::Value integration = document->root();
  std::string text;
  json::Writer writer(text);
  writer.BeginObject().Key("name").Raw(integration["name"].token());
  if (parts.source) {
    writer.Key("language").String(parts.source->language);
    writer.Key("description").String(parts.source->description);
    if (!parts.source->setup_guide_url.empty()) {
      writer.Key("setup_guide_url").String(parts.source->setup_guide_url);
    }
  }
  writer.Key("template").BeginObject();
  for (const char* name : {"integration_type", "base_url"}) {
    writer.Key(name).Raw(integration[name].token());
  }
  // An integration with a key needs one wherever it is installed.
  writer.Key("auth_type");
  if (parts.has_key) {
    writer.String("API_KEY");
  } else {
    writer.Raw(integration["auth_type"].token());
  }
  for (const char* name : {"headers", "description"}) {
    writer.Key(name).Raw(integration[name].token());
  }
  writer.Key("tools").BeginArray();
  for (const std::string& tool : parts.tools) {
    auto members = ToolText(tool);
    if (!members) return Pass(members);
    writer.Raw(*members);
  }
  writer.EndArray().EndObject().EndObject();
  return text;
}

}  // namespace

Result<ExportedTemplate> ExportDiga(const Services& services, AccountId account,
                                    const Id& integration, SecretPolicy secrets) {
  constexpr std::uint64_t kCopies = 8;  // gathered, joined, parsed, compiled, indented
  SecretVariables secret_variables(services);
  auto parts = Gather(services, account, integration, true, secret_variables);
  if (!parts) return Pass(parts);
  auto held = HoldMemory(services, kCopies * parts->bytes);
  if (!held) return Pass(held);
  parts = Gather(services, account, integration, false, secret_variables);
  if (!parts) return Pass(parts);
  auto text = TemplateText(*parts);
  if (!text) return Pass(text);
  auto document = json::Document::Parse(*text, json::kStoredDepth);
  if (!document) return Pass(document);
  ExportedTemplate exported;
  if (secrets == SecretPolicy::kVariables) {
    SecretNames names;
    document =
        json::Document::Parse(WithVariables(document->root(), {}, names), json::kStoredDepth);
    if (!document) return Pass(document);
    exported.variables = names.all();
  }
  auto good = CompileDigaTemplate(document->root(), json::Location("template"));
  if (!good) return Pass(good);
  exported.dialect = Dialect::kDiga;
  exported.file_name = good->name;
  exported.content_type = "application/json";
  exported.bytes = json::Pretty(document->root());
  exported.held = std::move(*held);
  if (exported.held) exported.held->ShrinkTo(exported.bytes.size());
  return exported;
}

}  // namespace imprint
