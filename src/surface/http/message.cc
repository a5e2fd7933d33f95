#include "surface/http/message.h"

#include <algorithm>
#include <cctype>

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

std::string Request::MediaType() const {
  const std::string* header = Header("content-type");
  if (!header) return {};
  std::string type = header->substr(0, header->find(';'));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return type;
}

Response Json(int status, std::string body) {
  Response response{.status = status};
  response.body = std::move(body);
  return response;
}

}  // namespace imprint::http
