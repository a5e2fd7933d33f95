#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "model/records.h"

namespace imprint::sqlite {

class Connection;

/// Bytes bound as a BLOB; plain strings are bound as TEXT. Must outlive the statement's use.
struct Blob {
  std::string_view bytes;
};

/// A prepared statement, lent from its connection's cache until it is dropped. A failure to
/// prepare or bind shows at the next Step.
class Statement {
 public:
  Statement(Connection& connection, std::string_view sql, sqlite3_stmt* handle, int code)
      : connection_(&connection), sql_(sql), handle_(handle), code_(code) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  /// Binds all parameters, in order. Strings and ids are not copied.
  template <typename... Values>
  void Bind(const Values&... values) {
    int index = 0;
    (BindOne(++index, values), ...);
  }

  /// True when there is a row to read, false behind the last one. kConflict when a unique key is
  /// taken; otherwise kUnavailable or kInternal.
  Result<bool> Step();

  /// Reads the current row's columns, in order, into `outs`.
  template <typename... Outs>
  void Read(Outs&... outs) {
    int column = -1;
    (ReadOne(++column, outs), ...);
  }
  /// Tells that a column held what no writer puts there; Damage() reports it.
  void MarkDamaged() { damaged_ = true; }
  /// kInternal when a column of a row that was read is damaged.
  Status Damage() const;

 private:
  void BindOne(int index, std::nullopt_t) { Note(sqlite3_bind_null(handle_, index)); }
  void BindOne(int index, std::int64_t value) { Note(sqlite3_bind_int64(handle_, index, value)); }
  void BindOne(int index, std::uint32_t value) { BindOne(index, std::int64_t{value}); }
  void BindOne(int index, std::uint64_t value);
  void BindOne(int index, bool value) { BindOne(index, std::int64_t{value}); }
  void BindOne(int index, Time value) { BindOne(index, ToMillis(value)); }
  void BindOne(int index, std::string_view text);
  void BindOne(int index, const std::string& text) { BindOne(index, std::string_view(text)); }
  void BindOne(int index, Blob blob);
  void BindOne(int index, const Id& id) { BindOne(index, Blob{id.Bytes()}); }
  void BindOne(int index, const Hash& hash);
  template <typename Tag>
  void BindOne(int index, const StrongId<Tag>& id) {
    BindOne(index, id.id);
  }
  template <typename T>
  void BindOne(int index, const std::optional<T>& value) {
    value ? BindOne(index, *value) : BindOne(index, std::nullopt);
  }

  void ReadOne(int column, std::int64_t& out) { out = sqlite3_column_int64(handle_, column); }
  void ReadOne(int column, std::uint64_t& out);
  void ReadOne(int column, std::uint32_t& out);
  void ReadOne(int column, bool& out) { out = sqlite3_column_int64(handle_, column) != 0; }
  void ReadOne(int column, Time& out) { out = FromMillis(sqlite3_column_int64(handle_, column)); }
  void ReadOne(int column, std::string& out) { out = Bytes(column); }
  void ReadOne(int column, Id& out);
  void ReadOne(int column, Hash& out);
  template <typename Tag>
  void ReadOne(int column, StrongId<Tag>& out) {
    ReadOne(column, out.id);
  }
  template <typename T>
  void ReadOne(int column, std::optional<T>& out) {
    out.reset();
    if (sqlite3_column_type(handle_, column) == SQLITE_NULL) return;
    ReadOne(column, out.emplace());
  }

  std::string_view Bytes(int column);
  void Note(int code) {
    if (code_ == SQLITE_OK) code_ = code;
  }

  Connection* connection_;
  std::string_view sql_;
  sqlite3_stmt* handle_;
  int code_;
  bool damaged_ = false;
};

enum class Access { kReadWrite, kReadOnly };

/// One connection to a database file with its prepared statements. Used by one thread at a time.
class Connection {
 public:
  /// Opens a file that exists. Waits up to `busy` for locks that other connections hold.
  static Result<std::unique_ptr<Connection>> Open(const std::string& path, Access access,
                                                  std::chrono::milliseconds busy);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// `sql` is one statement and must live as long as the connection (a literal).
  Statement Prepare(std::string_view sql);
  /// Runs statements that take no parameters and give no rows of interest.
  Status RunScript(const char* sql);
  /// Rows that the last statement inserted, changed or removed.
  std::int64_t Changes() const { return sqlite3_changes64(handle_); }
  /// Rows that all statements so far inserted, changed or removed.
  std::int64_t TotalChanges() const { return sqlite3_total_changes64(handle_); }
  bool InTransaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  /// Whether the open transaction shows one state already; before its first row it does not.
  bool ShowsOneState() const { return sqlite3_txn_state(handle_, "main") != SQLITE_TXN_NONE; }
  /// The database's open file; null where SQLite has none.
  sqlite3_file* File() const;
  /// Ends an open transaction, if there is one, without keeping anything.
  void Rollback();

  /// The first failure since ClearFailure that was not a conflict.
  const std::optional<Error>& failure() const { return failure_; }
  void ClearFailure() { failure_.reset(); }

 private:
  friend class Statement;

  Connection() = default;
  static int OnBusy(void* self, int tries);
  Error ToError(int code);
  void GiveBack(std::string_view sql, sqlite3_stmt* handle);

  sqlite3* handle_ = nullptr;
  std::chrono::milliseconds busy_{0};
  std::chrono::steady_clock::time_point busy_until_;
  std::unordered_map<const char*, std::vector<sqlite3_stmt*>> idle_;  // by their literal
  std::optional<Error> failure_;
};

/// Undoes what was done since it was made, unless it is released. Nests.
class Savepoint {
 public:
  explicit Savepoint(Connection& connection);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();
  Status Release();

 private:
  Connection& connection_;
  Status begun_;
  bool open_ = true;
};

/// The errors that the store gives for itself; `detail` is for the log.
Error Unavailable(std::string detail);
Error Damaged(std::string detail);

/// Runs a statement that gives no rows.
template <typename... Values>
Status Execute(Connection& connection, std::string_view sql, const Values&... values) {
  Statement statement = connection.Prepare(sql);
  statement.Bind(values...);
  if (auto stepped = statement.Step(); !stepped) return Fail(std::move(stepped.error()));
  return {};
}

/// The first row as `read` gives it, or nothing.
template <typename Row, typename... Values>
Result<std::optional<Row>> QueryOne(Connection& connection, std::string_view sql,
                                    Row (*read)(Statement&), const Values&... values) {
  Statement statement = connection.Prepare(sql);
  statement.Bind(values...);
  auto found = statement.Step();
  if (!found) return Fail(std::move(found.error()));
  if (!*found) return std::optional<Row>();
  std::optional<Row> row(read(statement));
  if (auto damage = statement.Damage(); !damage) return Fail(std::move(damage.error()));
  return row;
}

/// All rows in the statement's order.
template <typename Row, typename... Values>
Result<std::vector<Row>> QueryAll(Connection& connection, std::string_view sql,
                                  Row (*read)(Statement&), const Values&... values) {
  Statement statement = connection.Prepare(sql);
  statement.Bind(values...);
  std::vector<Row> rows;
  for (;;) {
    auto more = statement.Step();
    if (!more) return Fail(std::move(more.error()));
    if (!*more) break;
    rows.push_back(read(statement));
  }
  if (auto damage = statement.Damage(); !damage) return Fail(std::move(damage.error()));
  return rows;
}

/// Hands all rows to `visitor`, one at a time, until one is refused.
template <typename Row, typename Visitor>
Status VisitAll(Connection& connection, std::string_view sql, Row (*read)(Statement&),
                Visitor& visitor) {
  Statement statement = connection.Prepare(sql);
  for (;;) {
    auto more = statement.Step();
    if (!more) return Fail(std::move(more.error()));
    if (!*more) return {};
    const Row row = read(statement);
    if (auto damage = statement.Damage(); !damage) return damage;
    if (auto visited = visitor.Visit(row); !visited) return visited;
  }
}

/// A row of one column.
template <typename T>
T ReadColumn(Statement& row) {
  T value{};
  row.Read(value);
  return value;
}

}  // namespace imprint::sqlite
