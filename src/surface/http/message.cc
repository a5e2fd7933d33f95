#include "surface/http/message.h"

#include <algorithm>

namespace imprint::http {
namespace {

const std::string* FindFirst(const Pairs& pairs, std::string_view name) {
  const auto found = std::find_if(pairs.begin(), pairs.end(),
                                  [&](const auto& pair) { return pair.first == name; });
  return found == pairs.end() ? nullptr : &found->second;
}

}  // namespace

const std::string* Request::Header(std::string_view lower_case_name) const {
  return FindFirst(headers, lower_case_name);
}

const std::string* Request::Query(std::string_view name) const {
  return FindFirst(query, name);
}

std::string_view Request::Param(std::string_view name) const {
  const std::string* found = FindFirst(params, name);
  return found ? std::string_view(*found) : std::string_view();
}

}  // namespace imprint::http
