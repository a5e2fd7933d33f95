#pragma once

#include <functional>
#include <mutex>
#include <shared_mutex>

#include "base/error.h"
#include "ports/store.h"
#include "store/memory/tables.h"

namespace imprint {

/// A Store that lasts as long as the object: for dry runs and tests. Reads run side by side,
/// writes alone. A body must not call the store that runs it.
class MemoryStore final : public Store {
 public:
  Status Read(const std::function<Status(StoreReader&)>& body) override;
  Status Write(const std::function<Status(StoreWriter&)>& body) override;

 private:
  // Held while waiting for `mutex_`: readers that overlap without end would keep writers out.
  std::mutex entrance_;
  std::shared_mutex mutex_;
  Tables tables_;
};

}  // namespace imprint
