#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "base/error.h"

namespace imprint {

/// Bytes of memory that work may use at one time. Whoever needs more than is left waits for its
/// turn; turns come in the order of asking, so large needs are not passed by. Safe from any thread.
class ByteBudget {
 public:
  /// A part of the budget, given back when it goes. May outlive the budget.
  class Grant {
   public:
    Grant() = default;
    Grant(Grant&& other) noexcept : state_(std::move(other.state_)), bytes_(other.bytes_) {}
    Grant& operator=(Grant&& other) noexcept {
      std::swap(state_, other.state_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Grant();
    /// What was taken; 0 for an empty grant.
    std::uint64_t bytes() const { return state_ ? bytes_ : 0; }
    /// Gives back what is over `bytes`.
    void ShrinkTo(std::uint64_t bytes);

   private:
    friend class ByteBudget;
    struct State;
    Grant(std::shared_ptr<State> state, std::uint64_t bytes)
        : state_(std::move(state)), bytes_(bytes) {}

    std::shared_ptr<State> state_;
    std::uint64_t bytes_ = 0;
  };

  /// `most_waiting` callers wait at one time; further ones are refused at once.
  explicit ByteBudget(std::uint64_t total, std::size_t most_waiting = 32);

  /// Takes `bytes`, or the whole budget where they are more. kUnavailable, to be tried again after
  /// a second, when they are not free within `patience` or too many wait already.
  Result<Grant> Take(std::uint64_t bytes, std::chrono::milliseconds patience);

  std::uint64_t total() const;
  /// What is given out now.
  std::uint64_t taken() const;
  /// How many wait now.
  std::size_t waiting() const;

 private:
  std::shared_ptr<Grant::State> state_;
};

}  // namespace imprint
