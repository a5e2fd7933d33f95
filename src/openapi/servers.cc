#include "openapi/servers.h"

#include <fmt/format.h>

#include "openapi/limits.h"
#include "openapi/text.h"

namespace imprint::openapi {
namespace {

bool IsAbsolute(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://") || url.starts_with("<<");
}

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
  return url.size() <= kUrlBytes && url.find_first_of(" \t\r\n\"\\") == url.npos;
}

Result<std::string> Given(Context& context, const std::string& given, json::Value server) {
  if (!IsAbsolute(given) || !IsUrlText(given)) {
    return Fail(ErrorCode::kInvalidField, "The base URL must begin with https:// or http://.",
                "base_url");
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
  const std::string url = Fill(context, first, source.Text(first, "url", kUrlBytes));
  if (!IsAbsolute(url) || !IsUrlText(url)) {
    return Fail(
        ErrorCode::kMissingParameter,
        fmt::format(
            "The document's server is \"{}\", no absolute http or https URL; say a base URL.",
            Shorten(url, kTitleBytes)),
        "base_url");
  }
  if (count > 1) {
    context.notes.Add("servers", fmt::format("{} are given; the first, {}, is taken", count, url));
  }
  return WithoutSlash(url);
}

}  // namespace imprint::openapi
