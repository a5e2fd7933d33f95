#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// A table of small rows in SQLite: write-ahead log, synchronous=FULL, prepared statements, keys in
/// ascending order. Errors end the process: there is nothing to measure then. For one thread.
class RowWriter {
 public:
  /// Makes the database `path` anew.
  explicit RowWriter(const std::string& path);
  ~RowWriter();
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;

  /// Returns when a new row for each of `bodies` is durable.
  void Commit(std::span<const std::string_view> bodies);

 private:
  sqlite3_stmt* Prepare(const char* sql);
  void Step(sqlite3_stmt* statement);
  void Check(int code);

  sqlite3* database_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  std::uint64_t next_key_ = 0;
};
