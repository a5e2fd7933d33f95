#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <utility>

#include "ports/clock.h"
#include "ports/store.h"

namespace imprint::test {

/// Stands still until it is moved. Begins at 2026-03-01T12:00:00.000Z.
class FakeClock final : public Clock {
 public:
  Time Now() const override { return FromMillis(millis_); }
  void Advance(std::chrono::milliseconds by) { millis_ += by.count(); }

 private:
  std::atomic<std::int64_t> millis_ = 1772366400000;
};

/// Runs every write's body twice and takes the first run back, as a Store may, so that whatever a
/// body leaves outside of the store shows. Can also change the world right before the next write.
class RepeatingStore final : public Store {
 public:
  explicit RepeatingStore(Store& inner) : inner_(inner) {}

  Status Read(const std::function<Status(StoreReader&)>& body) override {
    return inner_.Read(body);
  }

  Status Write(const std::function<Status(StoreWriter&)>& body) override {
    if (const auto meanwhile = TakeBeforeNextWrite()) meanwhile();
    static_cast<void>(inner_.Write([&](StoreWriter& writer) -> Status {
      static_cast<void>(body(writer));
      return Fail(ErrorCode::kConflict, "run again");
    }));
    return inner_.Write(body);
  }

  /// Set by one thread while no other uses the store.
  void BeforeNextWrite(std::function<void()> what) { before_next_write_ = std::move(what); }

 private:
  std::function<void()> TakeBeforeNextWrite() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(before_next_write_, nullptr);
  }

  Store& inner_;
  std::mutex mutex_;
  std::function<void()> before_next_write_;
};

}  // namespace imprint::test
