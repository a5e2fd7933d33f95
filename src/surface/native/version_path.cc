#include "surface/native/version_path.h"

#include <charconv>
#include <string_view>

namespace imprint::native {
namespace {

constexpr std::string_view kLatest = "latest";

// A number from 1; nothing for any other text.
std::optional<std::uint32_t> ParseNumber(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool good = error == std::errc{} && end == text.data() + text.size() && number > 0;
  return good ? std::optional(number) : std::nullopt;
}

}  // namespace

Result<VersionPath> VersionPathOf(const http::Request& request) {
  auto id = IdParam(request, "template");
  if (!id) return Pass(id);
  const std::string_view text = request.Param("number");
  const auto number = ParseNumber(text);
  if (!number && text != kLatest) return Fail(NotFound("version"));
  return VersionPath{TemplateId(*id), number};
}

}  // namespace imprint::native
