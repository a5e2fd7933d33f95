#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace imprint {

struct ConvertOptions {
  /// Taken as it is in place of the document's servers; may hold <<variable>>s. Empty: the servers.
  std::string base_url;
  /// Which operations become tools: tags (any case), or path prefixes, which begin with "/" and end
  /// at a segment's end. Empty: all.
  std::vector<std::string> only;
  /// The template's language.
  std::string language = "es";
  /// What the document, as JSON, and the template may have in bytes, where that is less than this
  /// layer's own limits. Memory stays within some of these.
  std::size_t most_bytes = SIZE_MAX;
  /// What reading YAML may hold at one time beside texts, where that is less than this layer's own
  /// limit. What is larger is kTooLarge.
  std::size_t most_held_bytes = SIZE_MAX;
  /// The template for people, with line breaks; it takes more memory to make.
  bool indented = true;
};

struct Converted {
  std::string template_json;  // what publishes a Diga integration template: a file, or a body
  std::size_t tools = 0;
  /// What the template cannot say as the document does, a line each: "POST /x: body ...".
  std::vector<std::string> notes;
};

/// A Diga integration template from an OpenAPI 3.0 or 3.1 document, JSON or YAML: a tool an
/// operation. `bytes` may be hostile; time and memory are bounded, no file or network is touched.
/// kMalformedBody: not JSON or YAML; kInvalidField: not OpenAPI 3.0 or 3.1, an unusable "base_url",
/// or no operation to convert, none of those that "only" has among them; kMissingParameter
/// "base_url": the document has no absolute server URL and there is no `base_url`; kTooLarge: the
/// document, or what it expands to, is over a limit.
Result<Converted> TemplateFromOpenApi(std::string_view bytes, const ConvertOptions& options);

/// What reading a document may hold at most beside texts, in many small blocks; 0 for JSON.
/// `options` bounds it.
std::uint64_t MostHeldBytes(std::string_view bytes, const ConvertOptions& options);

}  // namespace imprint
