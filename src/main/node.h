#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/services.h"
#include "base/error.h"
#include "main/config.h"

namespace imprint {

/// The parts that one process runs on, with the keys that belong to them.
class Node {
 public:
  /// Opens or makes everything that `config` names. The errors of OpenPlace and MasterKeyOf, and
  /// kInvalidField when the database belongs to another secret key or the address policy has a bad
  /// exception.
  static Result<std::unique_ptr<Node>> Open(const Config& config,
                                            Metrics& metrics = Metrics::None());
  ~Node();
  const Services& services() const;
  /// Whether blobs can be had now.
  Status CheckBlobs() const;
  /// True when looking something up may mean asking another machine.
  bool remote_store() const;

 private:
  struct Parts;
  explicit Node(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace imprint
