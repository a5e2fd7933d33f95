#include "app/openapi_template.h"

#include "app/templates.h"
#include "openapi/template_from_openapi.h"

namespace imprint {
namespace {

// By the names that the callers of this have for what they sent: the converter tells of a document
// as if it were all there is.
Error Named(Error error) {
  for (Problem& problem : error.problems) {
    if (problem.code == ErrorCode::kMalformedBody) problem.code = ErrorCode::kInvalidField;
    if (problem.code == ErrorCode::kMissingParameter) problem.code = ErrorCode::kMissingField;
    if (problem.field == "base_url") {
      problem.field = "baseUrl";
    } else if (problem.field != "only") {
      problem.field = "document";
    }
  }
  return error;
}

// The document as it came, as JSON and with its index, then the template and the answer.
std::uint64_t MostConvertBytes(std::uint64_t document, std::uint64_t most) {
  constexpr std::uint64_t kCopiesOfDocument = 8;
  constexpr std::uint64_t kCopiesOfTemplate = 4;
  return kCopiesOfDocument * document + kCopiesOfTemplate * most;
}

}  // namespace

Result<OpenApiTemplate> MakeOpenApiTemplate(const Services& services, const Account& caller,
                                            const OpenApiRequest& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  ConvertOptions options;
  options.base_url = request.base_url;
  options.only = request.only;
  options.language = request.language;
  options.most_bytes = services.limits.body_bytes;
  options.indented = false;
  auto held = HoldMemory(services, MostConvertBytes(request.document.size(), options.most_bytes));
  if (!held) return Pass(held);
  auto converted = TemplateFromOpenApi(request.document, options);
  if (!converted) return Fail(Named(std::move(converted.error())));
  return OpenApiTemplate{std::move(converted->template_json), converted->tools,
                         std::move(converted->notes), std::move(*held)};
}

}  // namespace imprint
