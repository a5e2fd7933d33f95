#include "surface/native/openapi_handlers.h"

#include <fmt/format.h>

#include "app/openapi_template.h"
#include "app/templates.h"
#include "base/json/writer.h"

namespace imprint::native {
namespace {

// Each operation is held against each of them.
constexpr std::size_t kMostOnly = 1000;

std::vector<std::string> ReadOnly(ObjectReader& reader, Faults& faults) {
  std::vector<std::string> only;
  const json::Value list = reader.Array("only");
  if (!list.valid()) return only;
  std::size_t index = 0;
  list.ForEachItem([&](json::Value item) {
    if (index++ >= kMostOnly) return;
    if (item.is_string() && !item.raw().empty()) {
      only.push_back(item.string());
    } else {
      faults.Add(fmt::format("only[{}]", index - 1), "must be a tag, or a path with a slash first");
    }
  });
  if (index > kMostOnly) faults.Add("only", fmt::format("may name {} at most", kMostOnly));
  return only;
}

/// What was asked for; the document apart, as the request refers to it.
struct Posted {
  std::string document;
  OpenApiRequest request;
};
Status ReadPosted(const Context& context, const http::Request& request, Posted& posted) {
  auto body = ParseBody(context, request);
  if (!body) return Pass(body);
  return ReadBody(context, *body, [&](ObjectReader& reader, Faults& faults) {
    reader.Require("document");
    posted.document = reader.Text("document").value_or("");
    posted.request.document = posted.document;
    posted.request.base_url = reader.AnyText("baseUrl").value_or("");
    posted.request.only = ReadOnly(reader, faults);
    posted.request.language = reader.Text("language").value_or("es");
  });
}

std::string Body(const OpenApiTemplate& made) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("template").Raw(made.template_json);
  writer.Key("tools").Number(static_cast<std::int64_t>(made.tools)).Key("notes").BeginArray();
  for (const std::string& note : made.notes) writer.String(note);
  writer.EndArray().EndObject();
  return body;
}

}  // namespace

// The account's rights come before its input, as those of one that publishes do.
Result<http::Response> PostOpenApiTemplate(const Context& context, const Account& caller,
                                           const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  Posted posted;
  if (auto read = ReadPosted(context, request, posted); !read) return Pass(read);
  auto made = MakeOpenApiTemplate(context.services, caller, posted.request);
  if (!made) return Pass(made);
  return Large(Json(200, Body(*made)), std::move(made->held));
}

}  // namespace imprint::native
