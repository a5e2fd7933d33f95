#include "openapi/template_json.h"

#include "openapi/text.h"

namespace imprint::openapi {
namespace {

constexpr int kTimeoutSeconds = 5;

}  // namespace

TemplateWriter::TemplateWriter(std::string& out, const TemplateHead& head) : writer_(out) {
  writer_.BeginObject();
  Text("name", head.name);
  Text("language", head.language);
  Text("description", head.description);
  if (!head.setup_guide_url.empty()) Text("setup_guide_url", head.setup_guide_url);
  writer_.Key("template").BeginObject();
  writer_.Key("integration_type").String("HTTP");
  writer_.Key("base_url").String(head.base_url);
  writer_.Key("auth_type").String(head.api_key ? "API_KEY" : "NONE");
  Headers(head.headers);
  Text("description", head.description);
  writer_.Key("tools").BeginArray();
}

void TemplateWriter::End() {
  writer_.EndArray().EndObject().EndObject();
}

void TemplateWriter::Text(std::string_view key, std::string_view text) {
  writer_.Key(key).String(Defuse(text));
}

void TemplateWriter::Headers(const std::map<std::string, std::string>& headers) {
  writer_.Key("headers");
  if (headers.empty()) {
    writer_.Raw("null");
    return;
  }
  writer_.BeginObject();
  for (const auto& [name, value] : headers) writer_.Key(name).String(value);
  writer_.EndObject();
}

void TemplateWriter::Add(const Tool& tool) {
  writer_.BeginObject();
  Text("name", tool.name);
  Text("description", tool.description);
  Text("endpoint_path", tool.endpoint_path);
  writer_.Key("method").String(tool.method);
  Params("query", tool.query, Place::kQuery);
  Params("path", tool.path, Place::kPath);
  Params("body", tool.body, Place::kBody);
  Headers(tool.headers);
  writer_.Key("timeout").Number(kTimeoutSeconds);
  // What only reads may run unasked.
  writer_.Key("approval_required").Bool(tool.method != "GET");
  writer_.Key("execution_audio").Raw("null");
  writer_.Key("pre_speech").String("auto");
  writer_.EndObject();
}

void TemplateWriter::Params(std::string_view key, const std::vector<Param>& params, Place place) {
  writer_.Key(key).BeginArray();
  for (const Param& param : params) Write(param, place);
  writer_.EndArray();
}

void TemplateWriter::Write(const Param& param, Place place) {
  writer_.BeginObject();
  Text("name", param.name);
  if (place != Place::kPath) writer_.Key("data_type").String(NameOf(param.kind));
  Text("description", param.description);
  writer_.Key("required").Bool(param.required);
  writer_.Key("value_source").String(param.fixed.empty() ? "llm" : "fixed");
  writer_.Key("fixed_value").Raw(param.fixed.empty() ? "null" : param.fixed);
  if (place == Place::kBody) {
    if (param.kind == Kind::kObject) {
      Params("properties", param.properties, place);
    } else {
      writer_.Key("properties").Raw("null");
    }
  }
  writer_.EndObject();
}

}  // namespace imprint::openapi
