#pragma once

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/postgres/backoff.h"
#include "store/postgres/connection.h"

namespace imprint::postgres {

/// The server that the tests may use, or nothing: they are registered only where there is one.
inline std::vector<std::string> TestServers() {
  const char* url = std::getenv("IMPRINT_TEST_DATABASE");
  if (url == nullptr || *url == '\0') return {};
  return {url};
}

/// A connection of another program.
class Foreign {
 public:
  explicit Foreign(const std::string& url) {
    auto connection = Connection::Open(*Target::Parse(url, std::chrono::seconds(15)), {});
    if (!connection) throw std::runtime_error(connection.error().detail);
    connection_ = std::move(*connection);
  }
  Rows Run(const std::string& sql) {
    auto rows = connection_->RunScript(sql);
    if (!rows) throw std::runtime_error(rows.error().error.detail);
    return std::move(*rows);
  }

 private:
  std::unique_ptr<Connection> connection_;
};

/// A schema of its own in the tests' database, dropped at the end.
class TestDatabase {
 public:
  explicit TestDatabase(const std::string& server)
      : name_("imprint_test_" + std::to_string(RandomNumber())),
        url_(server + (server.find('?') == std::string::npos ? "?" : "&") +
             "options=-csearch_path%3D" + name_ + "&application_name=" + name_),
        foreign_(url_) {
    foreign_.Run("CREATE SCHEMA " + name_);
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase() {
    try {
      Foreign(url_).Run("DROP SCHEMA " + name_ + " CASCADE");
    } catch (const std::exception&) {
      // The server is gone, and the schema with it.
    }
  }

  const std::string& name() const { return name_; }
  const std::string& url() const { return url_; }
  Rows Run(const std::string& sql) { return foreign_.Run(sql); }

  /// Waits until `count` sessions of this schema's stores are in `state` and ends them.
  void CutOff(const std::string& state, int count = 1) {
    const std::string all =
        " FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = '" + name_ +
        "'";
    const std::string some = all + " AND state = '" + state + "'";
    while (Run("SELECT pid" + some).size() != count) {
    }
    const int before = Run("SELECT pid" + all).size();
    Run("SELECT pg_terminate_backend(pid)" + some);
    while (Run("SELECT pid" + all).size() != before - count) {
    }
  }

 private:
  static std::uint64_t RandomNumber() {
    return static_cast<std::uint64_t>(RandomFraction() * 1e15);
  }

  std::string name_;
  std::string url_;
  Foreign foreign_;
};

}  // namespace imprint::postgres
