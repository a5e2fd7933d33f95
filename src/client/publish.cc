#include "client/publish.h"

#include <fmt/format.h>

#include "base/json/edit.h"
#include "base/json/writer.h"
#include "client/fields.h"

namespace imprint::client {
namespace {

Request Sending(const char* method, std::string path, std::string body) {
  return {.method = method, .path = std::move(path), .body = std::move(body)};
}

Request WithNeed(Request request, const char* member) {
  request.needs = member;
  return request;
}

std::string VersionBody(const Publication& publication, const char* content,
                        std::string_view json) {
  std::string body;
  json::Writer out(body);
  out.BeginObject().Key(content).Raw(json);
  if (!publication.note.empty()) out.Key("note").String(publication.note);
  if (!publication.secrets.empty()) out.Key("secrets").String(publication.secrets);
  if (!publication.signature.empty()) out.Key("signature").Raw(publication.signature);
  out.EndObject();
  return body;
}

Outcome<json::Document> PostVersion(Api& api, const Publication& publication, const std::string& id,
                                    const char* content, std::string_view json) {
  return api.Ask(WithNeed(Sending("POST", PathOf({"api", "v1", "templates", id, "versions"}),
                                  VersionBody(publication, content, json)),
                          "number"));
}

Outcome<json::Document> Published(Api& api, const std::string& id, const json::Document& version) {
  auto row = api.Ask({.path = PathOf({"api", "v1", "templates", id}), .needs = "id"});
  if (!row) return PassOn(row);
  auto document = json::Document::Parse(
      fmt::format("{{\"template\":{},\"version\":{}}}", row->text(), version.text()),
      kAnswerDepth + 1);
  if (!document) return Refuse(document.error());
  return std::move(*document);
}

// Gives the run key.
Outcome<std::string> SendZip(Api& api, const std::string& file_name, const FileBytes& zip) {
  auto place = api.Ask({.path = "/v1/s3SignedURL",
                        .query = {{"file_name", file_name}, {"file_type", "application/zip"}},
                        .needs = "signedURL"});
  if (!place) return PassOn(place);
  auto sent = api.Upload(TextOf(place->root()["signedURL"]), zip);
  if (!sent) return PassOn(sent);
  return TextOf(place->root()["runKey"]);
}

Outcome<std::string> MakeTemplate(Api& api, const Publication& publication) {
  std::string body;
  json::Writer out(body);
  out.BeginObject().Key("name").String(publication.name);
  if (!publication.description.empty()) out.Key("description").String(publication.description);
  if (!publication.applications.empty()) {
    out.Key("applications").BeginArray();
    for (const std::string& application : publication.applications) out.String(application);
    out.EndArray();
  }
  out.EndObject();
  auto made = api.Ask(WithNeed(Sending("POST", "/v1/templates", body), "_id"));
  if (!made) return PassOn(made);
  return TextOf(made->root()["_id"]);
}

Outcome<void> MakePublic(Api& api, const std::string& id) {
  auto changed = api.Ask(Sending("PATCH", PathOf({"v1", "templates", id}),
                                 R"([{"op":"replace","path":"/published","value":true}])"));
  if (!changed) return PassOn(changed);
  return {};
}

std::string WithName(const json::Document& document, const std::string& name) {
  if (name.empty() || !document.root().is_object()) return std::string(document.text());
  const std::string rest =
      json::MembersWithout(document, [](const std::string& key) { return key == "name"; });
  return fmt::format("{{\"name\":{}{}{}}}", json::Quote(name), rest.empty() ? "" : ",", rest);
}

// The number that a new template's first version has: what its POST had no place for.
Outcome<json::Document> TellOfFirst(Api& api, const Publication& publication,
                                    const std::string& id) {
  const std::string path = PathOf({"api", "v1", "templates", id, "versions", "1"});
  if (publication.note.empty() && publication.signature.empty())
    return api.Ask({.path = path, .needs = "number"});
  std::string body;
  json::Writer out(body);
  out.BeginObject();
  if (!publication.note.empty()) out.Key("note").String(publication.note);
  if (!publication.signature.empty()) out.Key("signature").Raw(publication.signature);
  out.EndObject();
  return api.Ask(WithNeed(Sending("PATCH", path, body), "number"));
}

}  // namespace

Outcome<json::Document> PublishZip(Api& api, const Publication& publication,
                                   const std::string& file_name, const FileBytes& zip) {
  auto run_key = SendZip(api, file_name, zip);
  if (!run_key) return PassOn(run_key);
  std::string id = publication.template_id;
  if (id.empty()) {
    auto made = MakeTemplate(api, publication);
    if (!made) return PassOn(made);
    id = *made;
  }
  auto version = PostVersion(api, publication, id, "runKey", json::Quote(*run_key));
  if (!version) {
    if (publication.template_id.empty()) {
      (void)api.Send({.method = "DELETE", .path = PathOf({"v1", "templates", id})});
    }
    return PassOn(version);
  }
  if (publication.makes_public) {
    if (auto done = MakePublic(api, id); !done) return PassOn(done);
  }
  return Published(api, id, *version);
}

Outcome<json::Document> PublishDocument(Api& api, const Publication& publication,
                                        const json::Document& document) {
  const std::string text = WithName(document, publication.name);
  if (!publication.template_id.empty()) {
    auto version = PostVersion(api, publication, publication.template_id, "template", text);
    if (!version) return PassOn(version);
    return Published(api, publication.template_id, *version);
  }
  auto made = api.Ask(WithNeed(Sending("POST", "/v1/integration/template", text), "id"));
  if (!made) return PassOn(made);
  const std::string id = TextOf(made->root()["id"]);
  auto version = TellOfFirst(api, publication, id);
  if (!version) return PassOn(version);
  return Published(api, id, *version);
}

}  // namespace imprint::client
