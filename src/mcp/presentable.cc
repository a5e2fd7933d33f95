#include "mcp/presentable.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "mcp/text.h"

namespace imprint::mcp {
namespace {

constexpr std::size_t kShortestSecret = 4;
constexpr std::size_t kLongestText = 500;
constexpr std::string_view kMask = "***";

// Calls `visit` for each piece of `text` between the characters of `separators`.
template <typename Visit>
void ForEachPiece(std::string_view text, std::string_view separators, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void AddUrlSecrets(std::string_view url, std::vector<std::string>& secrets) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('#'));
  const std::size_t query = url.find('?');
  const std::string_view authority = url.substr(0, url.find_first_of("/?"));
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    ForEachPiece(authority.substr(0, at), ":", [&](auto piece) { secrets.emplace_back(piece); });
  }
  if (query == std::string_view::npos) return;
  ForEachPiece(url.substr(query + 1), "&", [&](std::string_view parameter) {
    secrets.emplace_back(parameter.substr(parameter.find('=') + 1));
  });
}

std::string Masked(std::string_view text, std::string_view secret) {
  std::string out;
  for (std::size_t at = text.find(secret); at != std::string_view::npos; at = text.find(secret)) {
    out += text.substr(0, at);
    out += kMask;
    text.remove_prefix(at + secret.size());
  }
  return out += text;
}

}  // namespace

std::vector<std::string> SecretsOf(const McpServer& server, const std::string& session_id) {
  std::vector<std::string> secrets{server.bearer_key, session_id};
  for (const auto& [name, value] : server.headers) {
    secrets.push_back(value);
    // "Bearer abc": a server may send back the last word alone.
    secrets.push_back(value.substr(value.rfind(' ') + 1));
  }
  AddUrlSecrets(server.url, secrets);
  for (std::string& secret : secrets) secret = Printable(secret);
  std::erase_if(secrets, [](const std::string& text) { return text.size() < kShortestSecret; });
  std::sort(secrets.begin(), secrets.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  return secrets;
}

std::string Presentable(std::string_view text, const std::vector<std::string>& secrets) {
  std::string line = Printable(text);
  for (const std::string& secret : secrets) line = Masked(line, secret);
  return std::string(FirstCharacters(line, kLongestText));
}

Error Presentable(Error error, const std::vector<std::string>& secrets) {
  for (Problem& problem : error.problems) problem.message = Presentable(problem.message, secrets);
  error.detail = Presentable(error.detail, secrets);
  return error;
}

}  // namespace imprint::mcp
