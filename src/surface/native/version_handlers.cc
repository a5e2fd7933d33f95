#include "surface/native/version_handlers.h"

#include <fmt/format.h>

#include "app/templates.h"
#include "app/versions.h"
#include "surface/native/download.h"
#include "surface/native/version_json.h"
#include "surface/native/version_path.h"
#include "surface/native/version_request.h"
#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

std::string FileName(const Template& row, const NumberedVersion& version) {
  const char* type = row.dialect == Dialect::kDiga ? "json" : "zip";
  return SafeFileName(row.name, fmt::format("-v{}.{}", version.row.number, type));
}

/// The numbers that a comparison is asked for with.
struct Compared {
  std::uint32_t from;
  std::uint32_t to;
};
Result<Compared> ComparedOf(const Context& context, const Account& caller, TemplateId id,
                            const http::Request& request) {
  QueryReader query(request);
  const auto from = query.Number("from");
  const auto to = query.Number("to");
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  if (!from) return Fail(ErrorCode::kMissingParameter, "from is required.", "from");
  if (to) return Compared{*from, *to};
  auto latest = FindVersion(context.services, caller.id, id, {});
  if (!latest) return Pass(latest);
  return Compared{*from, latest->version.row.number};
}

/// A new version as a client sends it. `upload` may refer to `document`.
struct PostedVersion {
  std::optional<json::Document> document;
  VersionUpload upload;
};
Status ReadPosted(const Context& context, const http::Request& request, PostedVersion& posted) {
  auto body = ParseBody(context, request);
  if (!body) return Pass(body);
  VersionInput input;
  auto read = ReadBody(context, *body, [&](ObjectReader& reader, Faults& faults) {
    input = ReadVersionInput(reader, faults);
  });
  if (!read) return read;
  if (input.document.valid()) {
    auto document =
        json::Document::Parse(input.document.token(), context.services.limits.json_depth);
    if (!document) return Pass(document);
    posted.document = std::move(*document);
    posted.upload.document = &*posted.document;
  }
  posted.upload.run_key = std::move(input.run_key);
  posted.upload.note = std::move(input.note);
  posted.upload.signature = input.signature;
  posted.upload.secrets_as_variables = input.secrets_as_variables;
  return {};
}

}  // namespace

Result<http::Response> GetVersions(const Context& context, const Account& caller,
                                   const http::Request& request) {
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  auto id = IdParam(request, "template");
  if (!id) return Pass(id);
  auto versions = ListVersions(context.services, caller.id, TemplateId(*id));
  if (!versions) return Pass(versions);
  return Json(200, VersionList(context.services, *versions));
}

// The account's rights come before its input: who may not publish is not told how to.
Result<http::Response> PostVersion(const Context& context, const Account& caller,
                                   const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  QueryReader query(request);
  const bool dry_run = query.Flag("dryRun");
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  auto id = IdParam(request, "template");
  if (!id) return Pass(id);
  PostedVersion posted;
  if (auto read = ReadPosted(context, request, posted); !read) return Pass(read);
  posted.upload.template_id = TemplateId(*id);
  posted.upload.dry_run = dry_run;
  auto published = PublishVersion(context.services, caller, posted.upload);
  if (!published) return Pass(published);
  return Json(published->fresh && !dry_run ? 201 : 200,
              ChangedVersionBody(context.services, published->version, dry_run));
}

Result<http::Response> GetVersion(const Context& context, const Account& caller,
                                  const http::Request& request) {
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  auto path = VersionPathOf(request);
  if (!path) return Pass(path);
  auto loaded = LoadVersion(context.services, caller.id, path->template_id, path->number);
  if (!loaded) return Pass(loaded);
  return Large(Json(200, VersionBody(context.services, loaded->version, *loaded->content.version)),
               std::move(loaded->content.held));
}

Result<http::Response> PatchVersion(const Context& context, const Account& caller,
                                    const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  QueryReader query(request);
  const bool dry_run = query.Flag("dryRun");
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  auto path = VersionPathOf(request);
  if (!path) return Pass(path);
  if (!path->number) return Fail(NotFound("version"));
  auto body = ParseBody(context, request);
  if (!body) return Pass(body);
  VersionChange change;
  auto read = ReadBody(context, *body, [&](ObjectReader& reader, Faults& faults) {
    change = ReadVersionChange(reader, faults);
  });
  if (!read) return Pass(read);
  change.dry_run = dry_run;
  auto changed = ChangeVersion(context.services, caller, path->template_id, *path->number, change);
  if (!changed) return Pass(changed);
  return Json(200, ChangedVersionBody(context.services, *changed, dry_run));
}

Result<http::Response> GetVersionContent(const Context& context, const Account& caller,
                                         const http::Request& request) {
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  auto path = VersionPathOf(request);
  if (!path) return Pass(path);
  auto found = FindVersion(context.services, caller.id, path->template_id, path->number);
  if (!found) return Pass(found);
  const std::string tag = '"' + HexOf(found->version.row.version) + '"';
  if (MatchesTag(request.Header("if-none-match"), tag)) return NotModified(tag);
  auto download =
      DownloadVersion(context.services, caller.id, path->template_id, found->version.row.number);
  if (!download) return Pass(download);
  http::Response response = Attachment(std::move(download->bytes), download->row.dialect,
                                       FileName(download->row, download->version));
  response.headers.emplace_back("ETag", tag);
  return Large(std::move(response), std::move(download->held));
}

Result<http::Response> GetDiff(const Context& context, const Account& caller,
                               const http::Request& request) {
  auto id = IdParam(request, "template");
  if (!id) return Pass(id);
  auto numbers = ComparedOf(context, caller, TemplateId(*id), request);
  if (!numbers) return Pass(numbers);
  auto compared =
      CompareVersions(context.services, caller.id, TemplateId(*id), numbers->from, numbers->to);
  if (!compared) return Pass(compared);
  return Large(Json(200, DiffBody(*compared)), std::move(compared->held));
}

}  // namespace imprint::native
