#include "app/document_merge.h"

#include <algorithm>

#include "app/stored_document.h"
#include "base/json/edit.h"
#include "base/json/schema.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "bundle/diga_template.h"
#include "model/diga_schemas.h"
#include "model/merge.h"
#include "model/references.h"
#include "model/render.h"

namespace imprint {
namespace {

constexpr std::string_view kOffline = "offline";

bool IsDiga(Model model) {
  return InfoOf(model).dialect == Dialect::kDiga;
}

Result<json::Document> Parse(std::string_view text) {
  return json::Document::Parse(text, json::kStoredDepth);
}

// As it is stored: every field that the schema has, each as the schema writes it, and no other.
bool IsWhole(const json::Document& plain, std::string_view conformed, const json::Schema& schema,
             bool tool) {
  std::string text(conformed);
  if (tool) {
    const auto id = plain.root().StringMember("id").value_or("");
    text = "{\"id\":" + json::Quote(id) + ",\"type\":\"HTTP\"," + text.substr(1);
  }
  const auto expected = Parse(text);
  return expected && SameValue(expected->root(), plain.root()) &&
         std::all_of(schema.fields.begin(), schema.fields.end(),
                     [&](const json::Field& field) { return plain.root()[field.name].valid(); });
}

void CheckTool(const json::Document& plain, const json::Location& where,
               std::vector<Problem>& problems) {
  const std::string twice = CheckToolParameters(plain.root(), where, problems);
  if (twice.empty()) return;
  problems.push_back(json::Invalid(where, "value_error",
                                   "Value error, parameter '" + twice + "' stands there twice"));
}

void CheckDiga(Model model, const json::Document& plain, std::vector<Problem>& problems) {
  const json::Location where("document");
  const bool tool = model == Model::kDigaTool;
  const json::Schema& schema = tool ? diga::kUpdateTool : diga::kIntegration;
  const std::size_t before = problems.size();
  const std::string conformed =
      json::Conform(plain.root(), schema, json::Presence::kWhole, where, problems);
  if (problems.size() > before) return;
  if (!IsWhole(plain, conformed, schema, tool)) {
    problems.push_back(json::Invalid(where, "value_error",
                                     "Value error, the document has fields missing or too many"));
  } else if (tool) {
    CheckTool(plain, where, problems);
  } else if (!IsBaseUrl(plain.root().StringMember("base_url").value_or(""))) {
    problems.push_back(
        json::Invalid(where.Then("base_url"), "url_parsing", "Input should be a valid URL"));
  }
}

// What is stored beside the plain document: whether a connection is in use.
Result<std::string> WithOffline(const json::Document& plain, const Resource& row) {
  if (row.model != Model::kConnection || row.document.empty()) return std::string(plain.text());
  auto stored = Parse(row.document);
  if (!stored) return Pass(stored);
  const json::Value offline = stored->root()[kOffline];
  if (!offline.valid()) return std::string(plain.text());
  const std::string members =
      json::MembersWithout(plain, [](const std::string& key) { return key == kOffline; });
  std::string text = "{" + members + (members.empty() ? "" : ",");
  return text.append("\"offline\":").append(offline.token()).append("}");
}

Status SetDiga(const Installation& installation, const json::Document& plain, Time now,
               Resource& row) {
  if (plain.root().StringMember("id") != row.id.Text()) {
    return Fail(ErrorCode::kInvalidField, "The id of a document cannot be changed.", "id");
  }
  row.document = plain.text();
  row.references.clear();
  if (row.model == Model::kDigaTool) row.references = {IdOf(installation, 0)};
  row.modified = now;
  return {};
}

}  // namespace

Result<json::Document> PlainDocument(Model model, std::string_view document) {
  auto parsed = Parse(document);
  if (!parsed || IsDiga(model)) return parsed;
  return Parse("{" +
               json::MembersWithout(*parsed,
                                    [&](const std::string& key) {
                                      return IsServerManaged(key) ||
                                             (model == Model::kConnection && key == kOffline);
                                    }) +
               "}");
}

void CheckPlain(Model model, const json::Document& plain, std::vector<Problem>& problems) {
  if (!plain.root().is_object()) {
    problems.push_back({ErrorCode::kInvalidField, "The document must be an object."});
  } else if (IsDiga(model)) {
    CheckDiga(model, plain, problems);
  } else {
    CheckFields(model, plain, problems);
  }
}

Status SetPlain(const Services& services, const Installation& installation, const Id& source,
                const json::Document& plain, Time now, Resource& row) {
  row.origin = ResourceOrigin::kOverride;
  row.installation = installation.id;
  row.created = installation.created;
  if (IsDiga(row.model)) return SetDiga(installation, plain, now, row);
  auto text = WithOffline(plain, row);
  if (!text) return Pass(text);
  auto document = Parse(*text);
  if (!document) return Pass(document);
  return FillRow(services, *document,
                 {installation.created, now, installation.from_template, source,
                  installation.bindings.sandbox},
                 row);
}

Result<bool> TellsOnlyPlain(const Resource& row) {
  if (row.model != Model::kConnection) return true;
  auto stored = Parse(row.document);
  if (!stored) return Pass(stored);
  const json::Value offline = stored->root()[kOffline];
  return !offline.valid() || offline.is_true();
}

}  // namespace imprint
