#include "openapi/servers.h"

#include <fmt/format.h>

#include <algorithm>

#include "openapi/limits.h"
#include "openapi/text.h"

namespace imprint::openapi {
namespace {

std::string WithoutSlash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// "{region}" by its default or as <<region>>.
std::string VariableText(Context& context, json::Value server, std::string_view name) {
  Source& source = context.source;
  const json::Value variable = source.Get(source.Get(server, "variables"), name);
  const std::string value = Defuse(source.Text(variable, "default", kNameBytes));
  if (!value.empty()) {
    context.notes.Add("servers", fmt::format("the variable {} has its default, {}", name, value));
    return value;
  }
  std::string placeholder = SnakeCase(name, kToolNameBytes);
  if (placeholder.empty()) placeholder = "server";
  context.notes.Add("servers",
                    fmt::format("the variable {} has no default; it is <<{}>>, set once a copy",
                                Shorten(name, kTitleBytes), placeholder));
  return fmt::format("<<{}>>", placeholder);
}

std::string Fill(Context& context, json::Value server, std::string_view url) {
  std::string out;
  while (!url.empty()) {
    const std::size_t open = std::min(url.find('{'), url.size());
    out += Defuse(url.substr(0, open));
    url.remove_prefix(open);
    const std::size_t close = url.find('}');
    if (url.empty() || close == url.npos) break;
    out += VariableText(context, server, url.substr(1, close - 1));
    url.remove_prefix(close + 1);
  }
  return out;
}

bool IsUrlText(std::string_view url) {
  return std::all_of(url.begin(), url.end(), [](unsigned char c) {
    return c > 0x20 && c != 0x7f && std::string_view("\"\\{}|^`").find(c) == std::string_view::npos;
  });
}

// What a base URL must be and `url` is not; "" where Diga takes it.
std::string FaultOf(std::string_view url) {
  const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  const std::string_view rest = url.substr(scheme);
  if (scheme == 0 && !url.starts_with("<<")) return "must begin with https:// or http://";
  if (rest.empty() || std::string_view("/?#").find(rest[0]) != rest.npos) {
    return "must name a host";
  }
  if (url.size() > kUrlBytes) return fmt::format("must have at most {} bytes", kUrlBytes);
  if (!IsUrlText(url)) return "must hold no white space, quotes, braces or the like";
  return "";
}

Result<std::string> Given(Context& context, const std::string& given, json::Value server) {
  if (const std::string fault = FaultOf(given); !fault.empty()) {
    return Fail(ErrorCode::kInvalidField, fmt::format("The base URL {}.", fault), "base_url");
  }
  const std::string own = context.source.Text(server, "url", kUrlBytes);
  if (own.starts_with('/') && own.size() > 1 && !WithoutSlash(given).ends_with(WithoutSlash(own))) {
    context.notes.Add("servers",
                      fmt::format("the document's server is \"{}\"; the base URL that was "
                                  "given is taken without it",
                                  Shorten(own, kTitleBytes)));
  }
  return WithoutSlash(given);
}

}  // namespace

Result<std::string> BaseUrl(Context& context, const std::string& given) {
  Source& source = context.source;
  json::Value first;
  std::size_t count = 0;
  if (const json::Value servers = source.Get(source.root(), "servers"); IsArray(servers)) {
    source.Items(servers, [&](json::Value server) {
      if (count++ == 0) first = server;
    });
  }
  if (!given.empty()) return Given(context, given, first);
  // One byte over the limit would come cut, and so within it.
  const std::string url = Fill(context, first, source.Text(first, "url", 2 * kUrlBytes));
  if (const std::string fault = FaultOf(url); !fault.empty()) {
    return Fail(ErrorCode::kMissingParameter,
                fmt::format("The document's server is \"{}\", but one {}; say a base URL.",
                            Shorten(url, kTitleBytes), fault),
                "base_url");
  }
  if (count > 1) {
    context.notes.Add("servers", fmt::format("{} are given; the first, {}, is taken", count, url));
  }
  return WithoutSlash(url);
}

}  // namespace imprint::openapi
