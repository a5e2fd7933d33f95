#include "main/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <charconv>
#include <fstream>
#include <functional>
#include <limits>
#include <map>

namespace imprint {
namespace {

using Setter = std::function<bool(const toml::node&)>;
using Setters = std::map<std::string, Setter, std::less<>>;

Setter Text(std::string& into) {
  return [&into](const toml::node& node) {
    const auto value = node.value_exact<std::string>();
    if (value) into = *value;
    return value.has_value();
  };
}

Setter Texts(std::vector<std::string>& into) {
  return [&into](const toml::node& node) {
    const toml::array* items = node.as_array();
    if (!items) return false;
    into.clear();
    for (const toml::node& item : *items) {
      const auto value = item.value_exact<std::string>();
      if (!value) return false;
      into.push_back(*value);
    }
    return true;
  };
}

Setter Flag(bool& into) {
  return [&into](const toml::node& node) {
    const auto value = node.value_exact<bool>();
    if (value) into = *value;
    return value.has_value();
  };
}

template <typename Number>
Setter Count(Number& into, std::int64_t least = 1,
             std::int64_t most = std::numeric_limits<std::int64_t>::max()) {
  return [&into, least, most](const toml::node& node) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < least || *value > most) return false;
    into = static_cast<Number>(*value);
    return true;
  };
}

Setter Seconds(std::chrono::seconds& into) {
  return [&into](const toml::node& node) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 1) return false;
    into = std::chrono::seconds(*value);
    return true;
  };
}

Setters TopSetters(Config& config) {
  return {{"listen", Text(config.listen)},
          {"data", Text(config.place.data)},
          {"database", Text(config.place.database)},
          {"database_connections", Count(config.place.connections, 1, 1000)},
          {"blobs", Text(config.place.blobs)},
          {"public_url", Text(config.public_url)},
          {"outbound_allow", Texts(config.outbound_allow)},
          {"tls_cert", Text(config.tls_cert)},
          {"tls_key", Text(config.tls_key)},
          {"log_format", Text(config.log_format)},
          {"log_level", Text(config.log_level)},
          {"trusted_proxies", Texts(config.trusted_proxies)},
          {"metrics_allow", Texts(config.metrics_allow)},
          {"trusted_publishers", Texts(config.trusted_publishers)},
          {"require_signatures", Flag(config.require_signatures)},
          {"page", Flag(config.page)},
          {"io_threads", Count(config.io_threads, 0)},
          {"worker_threads", Count(config.worker_threads)},
          {"version_cache_bytes", Count(config.version_cache_bytes)}};
}

Setters LimitSetters(Limits& limits) {
  return {{"header_bytes", Count(limits.header_bytes)},
          {"body_bytes", Count(limits.body_bytes)},
          {"bodies_bytes", Count(limits.bodies_bytes)},
          {"header_timeout", Seconds(limits.header_timeout)},
          {"body_timeout", Seconds(limits.body_timeout)},
          {"write_timeout", Seconds(limits.write_timeout)},
          {"idle_timeout", Seconds(limits.idle_timeout)},
          {"shutdown_timeout", Seconds(limits.shutdown_timeout)},
          {"connections", Count(limits.connections)},
          {"upload_bytes", Count(limits.upload_bytes)},
          {"upload_url_lifetime", Seconds(limits.upload_url_lifetime)},
          {"upload_lifetime", Seconds(limits.upload_lifetime)},
          {"bundle_entries", Count(limits.bundle_entries)},
          {"bundle_file_bytes", Count(limits.bundle_file_bytes)},
          {"bundle_total_bytes", Count(limits.bundle_total_bytes)},
          {"bundle_resources", Count(limits.bundle_resources)},
          {"bundle_problems", Count(limits.bundle_problems)},
          {"json_depth", Count(limits.json_depth, 1, 1000)},
          {"page_items", Count(limits.page_items)},
          {"page_bytes", Count(limits.page_bytes)},
          {"requests_per_minute", Count(limits.requests_per_minute, 0)},
          {"requests_burst", Count(limits.requests_burst)},
          {"failed_logins_per_minute", Count(limits.failed_logins_per_minute, 0)},
          {"address_requests", Count(limits.address_requests)},
          {"work_bytes", Count(limits.work_bytes)},
          {"audit_lifetime", Seconds(limits.audit_lifetime)},
          {"installed_bytes", Count(limits.installed_bytes)},
          {"mcp_request_timeout", Seconds(limits.mcp_request_timeout)},
          {"mcp_deadline", Seconds(limits.mcp_deadline)},
          {"idempotency_lifetime", Seconds(limits.idempotency_lifetime)}};
}

Status Apply(const toml::table& table, const Setters& setters, const std::string& prefix) {
  for (const auto& [key, node] : table) {
    if (node.is_table()) continue;
    const std::string name(key.str());
    const auto setter = setters.find(name);
    if (setter == setters.end()) {
      return Fail(ErrorCode::kInvalidField, fmt::format("There is no setting {}{}.", prefix, name),
                  prefix + name);
    }
    if (!setter->second(node)) {
      return Fail(ErrorCode::kInvalidField,
                  fmt::format("{}{} has a value of the wrong type or range.", prefix, name),
                  prefix + name);
    }
  }
  return {};
}

}  // namespace

Status ReadConfigFile(const std::string& path, Config& config) {
  std::ifstream file(path);
  if (!file) return Fail(ErrorCode::kNotFound, fmt::format("Cannot read {}.", path));
  try {
    const toml::table root = toml::parse(file, path);
    for (const auto& [key, node] : root) {
      if (node.is_table() && key.str() != "limits") {
        return Fail(ErrorCode::kInvalidField, fmt::format("There is no table [{}].", key.str()),
                    std::string(key.str()));
      }
    }
    if (auto top = Apply(root, TopSetters(config), ""); !top) return top;
    const toml::table* limits = root["limits"].as_table();
    return limits ? Apply(*limits, LimitSetters(config.limits), "limits.") : Status();
  } catch (const toml::parse_error& error) {
    return Fail(ErrorCode::kInvalidField,
                fmt::format("{}:{}: {}", path, error.source().begin.line, error.description()));
  }
}

std::optional<HostPort> ParseHostPort(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  HostPort result;
  result.host = text.substr(0, colon);
  if (result.host.find(':') != std::string::npos && result.host.front() != '[') return std::nullopt;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + colon + 1, end, result.port);
  if (error != std::errc{} || at != end) return std::nullopt;
  return result;
}

std::optional<std::string> ParsePublicUrl(const std::string& text) {
  const bool http = text.starts_with("http://");
  if (!http && !text.starts_with("https://")) return std::nullopt;
  const std::size_t host = http ? 7 : 8;
  if (text.size() == host || text.find_first_of("?# \t\r\n\"<>", host) != std::string::npos)
    return std::nullopt;
  std::string url = text;
  while (url.size() > host && url.back() == '/') url.pop_back();
  return url.size() > host ? std::optional(url) : std::nullopt;
}

}  // namespace imprint
