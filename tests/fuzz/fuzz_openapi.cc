#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json/document.h"
#include "openapi/template_from_openapi.h"

// Whatever the document is, the answer is an error or a template that is JSON and whose tools are
// as many as it says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto made = imprint::TemplateFromOpenApi(bytes, {"https://api.example", {}, "en"});
  if (!made) return 0;
  const auto document = imprint::json::Document::Parse(made->template_json, 100);
  if (!document) std::abort();
  if (document->root()["template"]["tools"].items().size() != made->tools) std::abort();
  return 0;
}
