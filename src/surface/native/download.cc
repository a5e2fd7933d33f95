#include "surface/native/download.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace imprint::native {
namespace {

constexpr std::size_t kLongestName = 80;

bool IsPlain(unsigned char c) {
  return c < 0x80 && (std::isalnum(c) || c == '.' || c == '_' || c == '-');
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

std::string SafeFileName(std::string_view name, std::string_view ending) {
  std::string safe;
  for (const char c : name) {
    if (IsPlain(static_cast<unsigned char>(c))) {
      safe += c;
    } else if (!safe.empty() && safe.back() != '-') {
      safe += '-';
    }
    if (safe.size() == kLongestName) break;
  }
  // A leading dot hides a file, and a trailing one is dropped by some systems.
  const std::size_t begin = std::min(safe.find_first_not_of(".-"), safe.size());
  const std::size_t end = safe.find_last_not_of(".-");
  safe = begin < safe.size() ? safe.substr(begin, end - begin + 1) : "template";
  return safe.append(ending);
}

http::Response Attachment(std::string bytes, Dialect dialect, std::string_view file_name) {
  http::Response response;
  response.body = std::move(bytes);
  response.content_type = dialect == Dialect::kDiga ? "application/json" : "application/zip";
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"{}\"", file_name));
  return response;
}

bool MatchesTag(const std::string* header, std::string_view tag) {
  std::string_view rest = header ? std::string_view(*header) : std::string_view();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    std::string_view one = Trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || one == tag) return true;
  }
  return false;
}

http::Response NotModified(const std::string& tag) {
  http::Response response{.status = 304};
  response.headers.emplace_back("ETag", tag);
  return response;
}

}  // namespace imprint::native
