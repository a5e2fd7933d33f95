#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace imprint {

/// Every limit of the server, in one place. The configuration file's [limits] table sets them by
/// the same names (README lists them). Sizes are bytes.
struct Limits {
  // HTTP
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 10 * 1024 * 1024;
  std::chrono::seconds header_timeout{10};
  std::chrono::seconds body_timeout{30};   // without any progress
  std::chrono::seconds write_timeout{60};  // without any progress
  std::chrono::seconds idle_timeout{75};   // between requests of one connection
  std::chrono::seconds shutdown_timeout{30};
  std::size_t connections = 10000;

  std::uint64_t bodies_bytes = 64ull * 1024 * 1024;  // request bodies in memory, all together

  // Uploads
  std::uint64_t upload_bytes = 256ull * 1024 * 1024;
  std::chrono::seconds upload_url_lifetime{3600};
  std::chrono::seconds upload_lifetime{7 * 24 * 3600};

  // Bundles
  std::uint64_t bundle_entries = 20000;
  std::uint64_t bundle_file_bytes = 8ull * 1024 * 1024;    // one inflated file
  std::uint64_t bundle_total_bytes = 64ull * 1024 * 1024;  // all inflated files
  std::uint64_t bundle_resources = 10000;
  std::size_t bundle_problems = 200;  // reported at most; the rest is counted

  // Documents
  std::size_t json_depth = 100;

  // Lists
  std::size_t page_items = 1000;
  std::size_t page_bytes = 16 * 1024 * 1024;  // before a projection; one document may be larger

  // MCP servers
  std::chrono::seconds mcp_request_timeout{10};  // one exchange
  std::chrono::seconds mcp_deadline{30};         // all of a server's tools

  // Accounts. Each process counts for itself.
  std::size_t requests_per_minute = 0;  // of one account; 0: no limit
  std::size_t requests_burst = 100;     // at once, after a rest
  // Of one address, with a bad token; over it, its requests are refused for a while. 0: no limit.
  std::size_t failed_logins_per_minute = 120;
  std::size_t address_requests = 1024;  // of one address, with a worker or waiting for one

  // Memory
  std::uint64_t work_bytes = 96ull * 1024 * 1024;  // of bundles and big answers in the making

  // Audit
  std::chrono::seconds audit_lifetime{365 * 24 * 3600};

  // Installs
  std::uint64_t installed_bytes = 64ull * 1024 * 1024;  // all documents with their variables
  std::chrono::seconds idempotency_lifetime{7 * 24 * 3600};
};

}  // namespace imprint
