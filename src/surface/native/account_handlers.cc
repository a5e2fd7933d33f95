#include "surface/native/account_handlers.h"

#include "base/json/writer.h"
#include "base/time.h"

namespace imprint::native {
namespace {

std::string AccountBody(const Bearer& bearer, std::string_view server_version) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("id").String(bearer.account.id.Text());
  writer.Key("name").String(bearer.account.name);
  writer.Key("partner").Bool(bearer.account.partner);
  writer.Key("token").BeginObject().Key("id").String(bearer.token_id);
  writer.Key("expires");
  if (bearer.token_expires) {
    writer.String(FormatIso(*bearer.token_expires));
  } else {
    writer.Raw("null");
  }
  writer.EndObject();
  writer.Key("server").BeginObject().Key("version").String(server_version).EndObject();
  writer.EndObject();
  return body;
}

}  // namespace

Result<http::Response> GetAccount(const Context& context, const Account&,
                                  const http::Request& request) {
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  // Looked up again: handlers are told the account, and not when its token ends.
  auto bearer = AuthenticateHeader(context.services, request.Header("authorization"));
  if (!bearer) return Pass(bearer);
  return Json(200, AccountBody(*bearer, context.site.version));
}

}  // namespace imprint::native
