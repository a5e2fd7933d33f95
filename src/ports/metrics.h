#pragma once

#include <chrono>
#include <cstdint>

namespace imprint {

/// What is counted.
enum class Count : std::uint8_t {
  kInstalls,          // new installations, of either dialect
  kRenders,           // resources rendered
  kVersionHits,       // compiled versions found in memory
  kVersionMisses,     // and those that were read from their blob
  kCommits,           // transactions committed; each may carry several writes
  kWrites,            // writes acknowledged
  kWriteRetries,      // writes run again because others were in their way
  kStoreFailures,     // reads and writes that ended as kUnavailable
  kOutboundCalls,     // requests to servers that users name
  kOutboundFailures,  // those without an answer
  kBlobRequests,      // requests to the object store
  kBlobFailures,      // those that failed
  kRateLimited,       // requests refused because of their account's rate
  kOverloaded,        // requests refused because too many waited
};

/// What is measured in seconds.
enum class Duration : std::uint8_t {
  kCommitWait,  // from asking for a write to its answer
  kPoolWait,    // for a database connection
  kOutbound,    // one request to a server that a user names
  kBlob,        // one request to the object store
};

/// What goes up and down.
enum class Level : std::uint8_t {
  kStoreConnections,      // open
  kStoreConnectionsBusy,  // of them in use
  kWaitingRequests,       // for a worker
  kVersionBytes,          // of compiled versions in memory
};

/// Where parts of the server tell what they do. All calls are safe from any thread and quick.
class Metrics {
 public:
  virtual ~Metrics() = default;
  virtual void Add(Count what, std::uint64_t number = 1) = 0;
  virtual void Took(Duration what, std::chrono::nanoseconds time) = 0;
  virtual void Set(Level what, std::int64_t value) = 0;

  /// One that forgets everything.
  static Metrics& None();
};

}  // namespace imprint
