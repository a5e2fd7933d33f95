#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace imprint::postgres {

/// Where and how to connect, made of a database's URL.
class Target {
 public:
  /// Takes a postgres:// or postgresql:// URL as libpq understands it, with several hosts and
  /// parameters if need be. kInvalidField for anything else; nothing of the URL is in that error,
  /// for its parts cannot be told apart from the password.
  static Result<Target> Parse(std::string_view url, std::chrono::seconds dead_after);

  /// libpq's keywords and values, keep-alive settings included.
  const std::vector<std::pair<std::string, std::string>>& parameters() const { return parameters_; }
  /// The same with one host each, in the URL's order, where it names several.
  std::vector<Target> Hosts() const;
  /// "user@host:port/database", for people.
  std::string Text() const;
  /// `text` without the password.
  std::string Redacted(std::string text) const;

 private:
  std::string Value(std::string_view keyword) const;
  void SetIfMissing(const char* keyword, std::string value);

  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace imprint::postgres
