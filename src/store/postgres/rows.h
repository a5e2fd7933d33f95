#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "model/records.h"

namespace imprint::postgres {

using RawResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// One row of an answer in PostgreSQL's binary form.
class Row {
 public:
  Row(const PGresult* result, int index) : result_(result), index_(index) {}

  /// Reads the columns, in order, into `outs`.
  template <typename... Outs>
  void Read(Outs&... outs) {
    int column = -1;
    (ReadOne(++column, outs), ...);
  }
  /// Tells that a column held what no writer puts there.
  void MarkDamaged() { damaged_ = true; }
  bool damaged() const { return damaged_; }

 private:
  void ReadOne(int column, std::int64_t& out);
  void ReadOne(int column, std::uint64_t& out);
  void ReadOne(int column, std::uint32_t& out);
  void ReadOne(int column, bool& out);
  void ReadOne(int column, Time& out);
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
    if (PQgetisnull(result_, index_, column) == 0) ReadOne(column, out.emplace());
  }
  std::string_view Bytes(int column) const;

  const PGresult* result_;
  int index_;
  bool damaged_ = false;
};

/// What one statement gave.
class Rows {
 public:
  explicit Rows(RawResult result) : result_(std::move(result)) {}

  int size() const { return PQntuples(result_.get()); }
  /// Rows that the statement inserted, changed or removed.
  std::int64_t Changes() const;
  /// What was run, as the server calls it: "COMMIT".
  std::string_view Command() const { return PQcmdStatus(result_.get()); }

  /// All rows as `read` gives them. kInternal when one is damaged.
  template <typename Record>
  Result<std::vector<Record>> All(Record (*read)(Row&)) const {
    std::vector<Record> records;
    records.reserve(static_cast<std::size_t>(size()));
    for (int i = 0; i < size(); ++i) {
      Row row(result_.get(), i);
      records.push_back(read(row));
      if (row.damaged()) return Fail(UnreadableRow());
    }
    return records;
  }
  /// The first row, if there is one.
  template <typename Record>
  Result<std::optional<Record>> First(Record (*read)(Row&)) const {
    if (size() == 0) return std::optional<Record>();
    Row row(result_.get(), 0);
    std::optional<Record> record(read(row));
    if (row.damaged()) return Fail(UnreadableRow());
    return record;
  }

 private:
  static Error UnreadableRow();

  RawResult result_;
};

/// A row of one column.
template <typename T>
T ReadColumn(Row& row) {
  T value{};
  row.Read(value);
  return value;
}

}  // namespace imprint::postgres
