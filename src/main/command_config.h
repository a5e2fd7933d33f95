#pragma once

#include <string>
#include <vector>

#include "main/config.h"

namespace imprint {

// What command lines say over the environment and the configuration file. Empty says nothing.

struct PlaceOverrides {
  std::string config_file;
  std::string data;
  std::string database;
  std::string blobs;
};

struct ServeOverrides {
  PlaceOverrides place;
  std::string listen;
  std::string public_url;
  std::string tls_cert;
  std::string tls_key;
  std::string log_format;
  std::string log_level;
  std::vector<std::string> trusted_proxies;
  std::vector<std::string> metrics_allow;
  std::vector<std::string> outbound_allow;
  std::vector<std::string> trusted_publishers;
  bool require_signatures = false;
  bool no_page = false;
};

/// The configuration of a command that works on a store: defaults, then the file, then
/// IMPRINT_DATABASE and IMPRINT_BLOBS, then the command line. The errors of ReadConfigFile, and
/// kInvalidField when nothing says which store.
Result<Config> StoreConfig(const PlaceOverrides& overrides);

/// The same for a server, which has a default for everything, and IMPRINT_PAGE. Values are checked
/// as they are used, but for IMPRINT_PAGE: kInvalidField where it is neither "true" nor "false".
Result<Config> ServeConfig(const ServeOverrides& overrides);

}  // namespace imprint
