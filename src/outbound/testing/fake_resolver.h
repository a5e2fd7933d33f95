#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace imprint::test {

/// Host names of a test, in place of the system's: this program's getaddrinfo knows numeric
/// addresses and these names only, so that no test asks a real server. Forgets them at the end; one
/// at a time.
class FakeResolver {
 public:
  FakeResolver();
  ~FakeResolver();
  FakeResolver(const FakeResolver&) = delete;
  FakeResolver& operator=(const FakeResolver&) = delete;

  /// From now on; replaces what was.
  void Add(const std::string& name, std::vector<std::string> addresses,
           std::chrono::milliseconds delay = {});
  /// How often that name was asked for.
  int Asked(const std::string& name) const;
};

}  // namespace imprint::test
