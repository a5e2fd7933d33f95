#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "main/place.h"

namespace imprint {

/// What a server is told: the configuration file first, the command line over it.
struct Config {
  std::string listen = "127.0.0.1:8080";
  PlaceOptions place;
  std::string public_url;
  /// Hosts and networks that MCP servers may be at although the address policy forbids them.
  std::vector<std::string> outbound_allow;
  std::string tls_cert;  // files; both or none
  std::string tls_key;
  std::string log_format = "text";  // or "json"
  std::string log_level = "info";   // "warn", "error", "off"
  /// Addresses and networks of proxies whose X-Forwarded-For is believed.
  std::vector<std::string> trusted_proxies;
  /// Addresses and networks that may read /metrics, beside this machine.
  std::vector<std::string> metrics_allow;
  /// "NAME=KEY": publishers whose signatures are trusted.
  std::vector<std::string> trusted_publishers;
  bool require_signatures = false;  // install only what one of them signed
  bool page = true;                 // serve the page that is built in
  unsigned io_threads = 0;
  unsigned worker_threads = 64;
  std::size_t version_cache_bytes = 64ull * 1024 * 1024;
  Limits limits;
};

/// Reads a TOML file over `config`. kInvalidField, with the key as its field, for a key that does
/// not exist or a value of the wrong type or range; kNotFound when there is no such file.
Status ReadConfigFile(const std::string& path, Config& config);

struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};
/// "127.0.0.1:8080", "[::1]:0", "localhost:80".
std::optional<HostPort> ParseHostPort(const std::string& text);

/// An http or https URL without a path's final slash, query or fragment; nullopt otherwise.
std::optional<std::string> ParsePublicUrl(const std::string& text);

}  // namespace imprint
