#include "surface/diga/integration_json.h"

#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "base/json/writer.h"
#include "model/references.h"

namespace imprint::diga {

Result<std::string> IntegrationJson(const DigaIntegration& integration) {
  const auto document = json::Document::Parse(integration.document, json::kStoredDepth);
  if (!document) return tl::unexpected<Error>(document.error());
  const json::Value root = document->root();
  std::string body;
  json::Writer writer(body);
  writer.BeginObject();
  for (const char* key : {"id", "name", "description", "base_url"})
    writer.Key(key).Raw(root[key].token());
  // Whoever holds a key uses it, whatever the template said.
  writer.Key("auth_type");
  integration.has_key ? writer.String("API_KEY") : writer.Raw(root["auth_type"].token());
  writer.Key("integration_type").Raw(root["integration_type"].token());
  writer.Key("auth_key").Raw(integration.has_key ? json::Quote(kSecretMask) : "null");
  writer.Key("headers").Raw(root["headers"].token());
  writer.Key("requires_setup").Bool(integration.requires_setup);
  writer.Key("source_integration_template_id")
      .Raw(integration.source_template ? json::Quote(integration.source_template->Text()) : "null");
  writer.Key("created_at").String(FormatIso(integration.created));
  writer.Key("updated_at").String(FormatIso(integration.updated)).EndObject();
  return body;
}

}  // namespace imprint::diga
