#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace imprint::s3 {

/// One page of a bucket's objects.
struct Listing {
  struct Object {
    std::string key;
    Time written;
  };
  std::vector<Object> objects;
  std::string next;  // where the next page goes on; empty on the last one
};

/// The answer to ListObjectsV2; nothing when it is not one.
std::optional<Listing> ParseListing(std::string_view xml);

/// The code of an error document, "NoSuchKey"; empty when it is none.
std::string ErrorCodeOf(std::string_view xml);

/// A moment as listings give it, "2026-01-31T09:05:00.000Z"; the fraction may be missing.
std::optional<Time> ParseIsoTime(std::string_view text);

}  // namespace imprint::s3
