#include "surface/integrator/audit_handlers.h"

#include "app/audit.h"
#include "surface/integrator/audit_json.h"

namespace imprint::integrator {
namespace {

/// What every list of entries is asked for with.
struct AuditQuery {
  AuditFilter filter;
  Paging paging;
};

Result<AuditQuery> QueryOf(const Context& context, const http::Request& request) {
  auto filter = ParseAuditFilter(request);
  if (!filter) return Pass(filter);
  auto paging = PagingOf(context, request);
  if (!paging) return Pass(paging);
  return AuditQuery{std::move(*filter), *paging};
}

// Every entry is by the account itself, so any other user has none.
bool AsksForOther(const Account& caller, const http::Request& request) {
  const std::string* user = request.Query("user");
  return user && !user->empty() && *user != caller.id.Text();
}

Result<http::Response> Answer(const Context& context, const Account& caller,
                              const http::Request& request, const Paging& paging,
                              Result<AuditPage> page) {
  if (!page) return Pass(page);
  if (AsksForOther(caller, request)) page = AuditPage{};
  std::string body = "[";
  for (const AuditEntry& entry : page->entries) {
    if (body.size() > 1) body += ',';
    AppendAuditEntry(entry, caller, body);
  }
  http::Response response = Json(200, body + ']');
  AddPageLinks(context, request, paging, page->entries.size(), page->more, response);
  return response;
}

}  // namespace

Result<http::Response> GetAudit(const Context& context, const Account& caller,
                                const http::Request& request) {
  auto query = QueryOf(context, request);
  if (!query) return Pass(query);
  auto page = ListAudit(context.services, caller.id, query->filter, query->paging.skip,
                        query->paging.limit);
  return Answer(context, caller, request, query->paging, std::move(page));
}

Result<http::Response> GetTemplateAudit(const Context& context, const Account& caller,
                                        const http::Request& request) {
  auto id = IdParam(request, "Template");
  if (!id) return Pass(id);
  auto query = QueryOf(context, request);
  if (!query) return Pass(query);
  auto page = ListTemplateAudit(context.services, caller.id, TemplateId(*id), query->filter,
                                query->paging.skip, query->paging.limit);
  return Answer(context, caller, request, query->paging, std::move(page));
}

Result<http::Response> GetResourceAudit(Model model, const Context& context, const Account& caller,
                                        const http::Request& request) {
  auto id = IdParam(request, NameOf(model));
  if (!id) return Pass(id);
  auto query = QueryOf(context, request);
  if (!query) return Pass(query);
  auto page = ListResourceAudit(context.services, caller.id, model, *id, query->filter,
                                query->paging.skip, query->paging.limit);
  return Answer(context, caller, request, query->paging, std::move(page));
}

}  // namespace imprint::integrator
