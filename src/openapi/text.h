#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace imprint::openapi {

/// "listHTTPServers", "repos/list-for-org" -> "list_http_servers", "repos_list_for_org": lower-case
/// ASCII letters, digits and single underscores, not at the ends; at most `max` bytes. May be
/// empty.
std::string SnakeCase(std::string_view text, std::size_t max);

/// Without white space at the ends and at most `max` bytes of valid UTF-8, cut with an ellipsis.
std::string Shorten(std::string_view text, std::size_t max);

/// The text with every "<<" as "< <", so that it can hold no <<variable>>.
std::string Defuse(std::string_view text);

/// True when `text` can be a parameter's name: not empty, not long, no white space, control
/// character or "<<".
bool FitsParamName(std::string_view text);

/// True when `text` is a header's name (an RFC 9110 token).
bool IsHeaderName(std::string_view text);

/// True when `text` can be a header's value: no control character.
bool IsHeaderValue(std::string_view text);

bool EqualIgnoringCase(std::string_view a, std::string_view b);

/// Gives each name once: "a", "a_2", "a_3".
class UniqueNames {
 public:
  /// `wanted`, shortened where the number needs the room.
  std::string Take(std::string wanted, std::size_t max);

 private:
  std::unordered_set<std::string> taken_;
  std::unordered_map<std::string, int> next_;
};

}  // namespace imprint::openapi
