#include "surface/web/entity_tag.h"

#include <algorithm>

namespace imprint::web {
namespace {

constexpr std::size_t kTagDigits = 32;  // of the hash: enough to never meet a second time

bool Lists(std::string_view list, std::string_view tag) {
  if (list == "*") return true;
  for (;;) {
    list.remove_prefix(std::min(list.find_first_not_of(" \t,"), list.size()));
    if (list.starts_with("W/")) list.remove_prefix(2);
    if (!list.starts_with('"')) return false;
    const std::size_t end = list.find('"', 1);
    if (end == list.npos) return false;
    if (list.substr(0, end + 1) == tag) return true;
    list.remove_prefix(end + 1);
  }
}

}  // namespace

std::string EntityTag(const File& file, Coding coding) {
  std::string tag = "\"" + file.sha256.substr(0, kTagDigits);
  if (coding != Coding::kIdentity) tag.append("-").append(NameOf(coding));
  return tag + "\"";
}

bool ClientHas(const http::Headers& headers, std::string_view tag) {
  return std::any_of(headers.begin(), headers.end(), [&](const auto& header) {
    return header.first == "if-none-match" && Lists(header.second, tag);
  });
}

}  // namespace imprint::web
