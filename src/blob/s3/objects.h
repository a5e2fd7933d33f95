#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/error.h"
#include "base/time.h"
#include "blob/s3/client.h"

namespace imprint::s3 {

/// What the head of an answer tells of an object; kUnavailable when it does not.
Result<std::uint64_t> SizeOf(const Answer& answer);
Result<Time> WrittenTime(const Answer& answer);
Result<std::string> TagOf(const Answer& answer);

/// Removes an object below the prefix; one that is not there is no error.
Status RemoveObject(const Client& client, const std::string& key);

/// Has the store copy an object of `size` bytes, at most 5 GB, to another key. With `tag`, only if
/// the object has it, else kConflict; a store may test that a moment before it copies.
Status CopyObject(const Client& client, const std::string& from, const std::string& to,
                  std::uint64_t size, const std::string& tag = {});

/// Calls `visit` for each object whose key below the prefix begins with `folder`, with that key,
/// between requests.
Status ForEachObject(const Client& client, const std::string& folder,
                     const std::function<void(const std::string& key, Time written)>& visit);

}  // namespace imprint::s3
