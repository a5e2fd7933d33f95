#include "base/byte_budget.h"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>

namespace imprint {
namespace {

struct Waiter {
  std::uint64_t bytes;
  bool granted = false;
  std::condition_variable ready = {};
};

auto Busy() {
  return Fail(ErrorCode::kUnavailable, "The server is busy with other large requests; try again.");
}

}  // namespace

struct ByteBudget::Grant::State {
  explicit State(std::uint64_t all, std::size_t most) : total(all), most_waiting(most) {}

  // Serves waiters from the front for as long as the bytes last. Called with the mutex held.
  void ServeWaiters() {
    while (!waiters.empty() && waiters.front()->bytes <= total - taken) {
      Waiter& next = *waiters.front();
      waiters.pop_front();
      taken += next.bytes;
      next.granted = true;
      next.ready.notify_one();
    }
  }

  const std::uint64_t total;
  const std::size_t most_waiting;
  std::mutex mutex;
  std::uint64_t taken = 0;
  std::list<Waiter*> waiters;  // in the order of asking
};

ByteBudget::Grant::~Grant() {
  ShrinkTo(0);
}

void ByteBudget::Grant::ShrinkTo(std::uint64_t bytes) {
  if (!state_ || bytes >= bytes_) return;
  const std::scoped_lock lock(state_->mutex);
  state_->taken -= bytes_ - bytes;
  bytes_ = bytes;
  state_->ServeWaiters();
}

ByteBudget::ByteBudget(std::uint64_t total, std::size_t most_waiting)
    : state_(std::make_shared<Grant::State>(total, most_waiting)) {}

Result<ByteBudget::Grant> ByteBudget::Take(std::uint64_t bytes,
                                           std::chrono::milliseconds patience) {
  Grant::State& state = *state_;
  Waiter waiter{std::min(bytes, state.total)};
  std::unique_lock lock(state.mutex);
  if (state.waiters.empty() && waiter.bytes <= state.total - state.taken) {
    state.taken += waiter.bytes;
    return Grant(state_, waiter.bytes);
  }
  if (state.waiters.size() >= state.most_waiting) return Busy();
  const auto place = state.waiters.insert(state.waiters.end(), &waiter);
  if (!waiter.ready.wait_for(lock, patience, [&] { return waiter.granted; })) {
    state.waiters.erase(place);
    state.ServeWaiters();  // the one behind may need less
    return Busy();
  }
  return Grant(state_, waiter.bytes);
}

std::uint64_t ByteBudget::total() const {
  return state_->total;
}

std::uint64_t ByteBudget::taken() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->taken;
}

std::size_t ByteBudget::waiting() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->waiters.size();
}

}  // namespace imprint
