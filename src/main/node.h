#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/services.h"
#include "base/error.h"

namespace imprint {

/// The parts that one process runs on: the embedded store and blobs in a data folder, with the keys
/// that belong to them.
class Node {
 public:
  /// Opens or makes everything in `data`. The master key comes from IMPRINT_SECRET_KEY (64 hex
  /// digits) or else from the folder's secret.key, which is made where there is none.
  /// `outbound_allow` are exceptions of the address policy; kInvalidField for a bad one.
  static Result<std::unique_ptr<Node>> Open(const std::string& data, const Limits& limits,
                                            std::size_t version_cache_bytes,
                                            const std::vector<std::string>& outbound_allow = {});
  ~Node();
  const Services& services() const;

 private:
  struct Parts;
  explicit Node(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace imprint
