#include "app/openapi_template.h"

#include "app/templates.h"
#include "base/allocator.h"
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

// Of YAML, in small blocks: enough for ordinary documents of several megabytes.
constexpr std::size_t kMostHeldBytes = 32 << 20;

// The document as it came, as JSON and with its index, then the template and the answer.
std::uint64_t MostConvertBytes(std::uint64_t document, const ConvertOptions& options) {
  constexpr std::uint64_t kCopiesOfDocument = 8;
  constexpr std::uint64_t kCopiesOfTemplate = 4;
  return kCopiesOfDocument * document + kCopiesOfTemplate * options.most_bytes;
}

/// What a thread frees in small blocks its allocator keeps, and another thread's is full of them
/// the next time.
class SmallBlocks {
 public:
  explicit SmallBlocks(std::uint64_t most_bytes) : many_(most_bytes >= kMany) {}
  ~SmallBlocks() {
    if (many_) ReturnSmallBlocks();
  }
  SmallBlocks(const SmallBlocks&) = delete;
  SmallBlocks& operator=(const SmallBlocks&) = delete;

 private:
  static constexpr std::uint64_t kMany = 8 << 20;
  const bool many_;
};

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
  options.most_held_bytes = kMostHeldBytes;
  const std::uint64_t held_bytes = MostHeldBytes(request.document, options);
  auto held = HoldMemory(services, MostConvertBytes(request.document.size(), options) + held_bytes);
  if (!held) return Pass(held);
  const SmallBlocks small_blocks(held_bytes);
  auto converted = TemplateFromOpenApi(request.document, options);
  if (!converted) return Fail(Named(std::move(converted.error())));
  return OpenApiTemplate{std::move(converted->template_json), converted->tools,
                         std::move(converted->notes), std::move(*held)};
}

}  // namespace imprint
