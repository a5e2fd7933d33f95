#include "main/command_config.h"

#include <cstdlib>
#include <string_view>
#include <utility>

namespace imprint {
namespace {

void Override(std::string& value, const std::string& said) {
  if (!said.empty()) value = said;
}

void Override(std::vector<std::string>& value, const std::vector<std::string>& said) {
  if (!said.empty()) value = said;
}

// A database's URL can hold a password, and everyone on a machine sees its command lines.
void OverrideFromEnvironment(std::string& value, const char* variable) {
  if (const char* said = std::getenv(variable)) value = said;
}

Status OverrideFromEnvironment(bool& value, const char* variable) {
  const char* said = std::getenv(variable);
  if (!said) return {};
  const std::string_view text = said;
  if (text != "true" && text != "false") {
    return Fail(ErrorCode::kInvalidField, "Say true or false.", variable);
  }
  value = text == "true";
  return {};
}

Result<Config> Load(const PlaceOverrides& overrides) {
  Config config;
  if (!overrides.config_file.empty()) {
    if (auto read = ReadConfigFile(overrides.config_file, config); !read) {
      return Fail(std::move(read.error()));
    }
  }
  OverrideFromEnvironment(config.place.database, "IMPRINT_DATABASE");
  OverrideFromEnvironment(config.place.blobs, "IMPRINT_BLOBS");
  Override(config.place.data, overrides.data);
  Override(config.place.database, overrides.database);
  Override(config.place.blobs, overrides.blobs);
  return config;
}

}  // namespace

Result<Config> StoreConfig(const PlaceOverrides& overrides) {
  auto config = Load(overrides);
  if (!config) return config;
  const bool said =
      !overrides.config_file.empty() || !overrides.data.empty() || !config->place.database.empty();
  if (!said) {
    return Fail(ErrorCode::kInvalidField,
                "Say which store with --data, --database or --config, or set IMPRINT_DATABASE.");
  }
  // A command looks at few versions, each once.
  config->version_cache_bytes = 1;
  return config;
}

Result<Config> ServeConfig(const ServeOverrides& overrides) {
  auto config = Load(overrides.place);
  if (!config) return config;
  Override(config->listen, overrides.listen);
  Override(config->public_url, overrides.public_url);
  Override(config->tls_cert, overrides.tls_cert);
  Override(config->tls_key, overrides.tls_key);
  Override(config->log_format, overrides.log_format);
  Override(config->log_level, overrides.log_level);
  Override(config->trusted_proxies, overrides.trusted_proxies);
  Override(config->metrics_allow, overrides.metrics_allow);
  Override(config->outbound_allow, overrides.outbound_allow);
  Override(config->trusted_publishers, overrides.trusted_publishers);
  config->require_signatures |= overrides.require_signatures;
  if (auto read = OverrideFromEnvironment(config->page, "IMPRINT_PAGE"); !read) {
    return Fail(std::move(read.error()));
  }
  if (overrides.no_page) config->page = false;
  return config;
}

}  // namespace imprint
