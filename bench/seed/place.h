#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/services.h"
#include "bundle/archive.h"
#include "main/node.h"

namespace imprint::bench {

/// The time of what is seeded, so that it is the same each time.
class SeedClock final : public Clock {
 public:
  explicit SeedClock(Time first) : now_(first) {}
  Time Now() const override { return now_; }
  void Pass(std::chrono::milliseconds time) { now_ += time; }

 private:
  Time now_;
};

/// A data folder that is filled; `services` is what the app does its work with.
struct Place {
  std::unique_ptr<Node> node;
  SeedClock clock;
  Services services;

  static Result<std::unique_ptr<Place>> Open(const std::string& data);
  Place(std::unique_ptr<Node> opened, Time first);
};

/// An ObjectId or UUID made of a time in seconds and a number.
Id ObjectIdOf(std::uint32_t seconds, std::uint64_t number);
Id UuidOf(std::uint32_t seconds, std::uint64_t number);

/// Adds accounts "NAME 1" to "NAME n", in one write. kConflict where they are there.
Result<std::vector<Account>> AddAccounts(const Place& place, const std::string& name,
                                         std::size_t count, bool partners);
/// A token of such an account.
Result<std::string> TokenOf(const Place& place, const Account& account);

/// A bundle's documents: an integration, a connection, and exports and flows of about a kilobyte.
std::vector<ArchiveFile> SampleBundle(std::size_t resources);
/// Compiles it and keeps its blobs, for a write that adds the version.
Result<Version> KeepBundle(const Place& place, const std::vector<ArchiveFile>& files);

}  // namespace imprint::bench
