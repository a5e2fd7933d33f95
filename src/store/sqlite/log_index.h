#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace imprint::sqlite {

class Connection;

/// The index of a database's write-ahead log: memory that all processes share that use the
/// database. Its head changes with every commit, whoever makes it, so that comparing two looks at
/// it tells whether anything was committed between them. SQLite documents the form (its page "WAL-
/// mode File Format", "The WAL-Index Header") and gives the memory by its public file methods.
/// Safe from any thread.
class LogIndex {
 public:
  /// What a look at the head saw. Equal ones tell that nothing was committed in between.
  class State {
   public:
    bool operator==(const State&) const = default;
    /// Pages that the log holds.
    std::uint32_t pages() const;

   private:
    friend class LogIndex;
    std::array<std::uint64_t, 6> words_{};
  };

  /// By a connection that has read in write-ahead-log mode, and which outlives this. Nothing where
  /// SQLite keeps no such index.
  static std::optional<LogIndex> Of(Connection& connection);

  /// Nothing while a commit is changing the head, or where its form is not known.
  std::optional<State> Look() const;
  /// Whether all of the log's pages stand in the database itself, too.
  bool IsFolded(const State& state) const;

 private:
  explicit LogIndex(const volatile std::uint64_t* head) : head_(head) {}

  const volatile std::uint64_t* head_;
};

}  // namespace imprint::sqlite
