// The store on SQLite, one thread: the point reads that a GET is made of, and the write of an
// install. Beside each: the same rows by bare prepared statements of the SQLite library, and one
// small row in a commit of its own.
#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <cstdlib>
#include <string>

#include "bundle/testing/temp_folder.h"
#include "store/contract/samples.h"
#include "store/sqlite/sqlite_store.h"

namespace imprint::bench {
namespace {

using namespace samples;

constexpr std::uint32_t kRows = 1000;  // of each kind
constexpr std::uint32_t kIds = 100;    // of each installation

void Must(const Status& status) {
  if (!status) std::abort();
}

Installation InstallationWithBlock(std::uint32_t n) {
  Installation installation = MakeInstallation(AccountOf(1), n);
  installation.from_template = TemplateOf(1);
  installation.bindings.connections[1] = ObjectIdOf(7);
  installation.bindings.variables = {{"store_domain", "\"shop.example.com\""}};
  installation.blocks = {{ObjectIdOf(10'000 + n * kIds), kIds, 0}};
  return installation;
}

/// A store with `kRows` rows of each kind that a GET reads.
class FilledStore {
 public:
  FilledStore() : path_(folder_.Path("imprint.db")) {
    auto opened = SqliteStore::Open(path_);
    if (!opened) std::abort();
    store_ = std::move(*opened);
    Must(store_->Write([](StoreWriter& writer) -> Status {
      for (std::uint32_t n = 1; n <= kRows; ++n) {
        Must(writer.AddToken(MakeToken(n)));
        Must(writer.PutTemplate(MakeTemplate(n)));
        Must(writer.AddInstallation(InstallationWithBlock(n)));
        Must(writer.PutResource(MakeResource(AccountOf(1), n)));
      }
      return {};
    }));
  }

  Store& store() { return *store_; }
  const std::string& path() const { return path_; }

 private:
  test::TempFolder folder_;
  std::string path_;
  std::unique_ptr<Store> store_;
};

/// A connection of the SQLite library with the settings of the store's own.
class Bare {
 public:
  explicit Bare(const std::string& path) {
    if (sqlite3_open(path.c_str(), &connection_) != SQLITE_OK) std::abort();
    Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() {
    sqlite3_finalize(statement_);
    sqlite3_close(connection_);
  }

  void Run(const char* sql) {
    if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) std::abort();
  }
  void Prepare(const char* sql) {
    if (sqlite3_prepare_v2(connection_, sql, -1, &statement_, nullptr) != SQLITE_OK) std::abort();
  }
  void Bind(int index, std::string_view bytes) {
    sqlite3_bind_blob(statement_, index, bytes.data(), static_cast<int>(bytes.size()),
                      SQLITE_STATIC);
  }
  // Takes one row and looks at all of it.
  void TakeRow() {
    if (sqlite3_step(statement_) != SQLITE_ROW) std::abort();
    for (int i = 0; i < sqlite3_column_count(statement_); ++i) {
      benchmark::DoNotOptimize(sqlite3_column_blob(statement_, i));
    }
    sqlite3_reset(statement_);
  }
  void Execute() {
    if (sqlite3_step(statement_) != SQLITE_DONE) std::abort();
    sqlite3_reset(statement_);
  }

 private:
  sqlite3* connection_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

std::string_view BytesOf(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

// Scattered over all rows.
std::uint32_t NextRow(std::uint32_t& n) {
  n = (n + 617) % kRows;
  return n + 1;
}

// ---- reads ----

template <typename Find>
void ReadFromStore(benchmark::State& state, const Find& find) {
  FilledStore filled;
  std::uint32_t n = 0;
  for (auto _ : state) {
    const std::uint32_t row = NextRow(n);
    bool found = false;
    Must(filled.store().Read([&](StoreReader& reader) -> Status {
      const auto answer = find(reader, row);
      found = answer && *answer;
      return {};
    }));
    if (!found) return state.SkipWithError("the row is not there");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

template <typename Bind>
void ReadBare(benchmark::State& state, const char* sql, const Bind& bind) {
  FilledStore filled;
  Bare bare(filled.path());
  bare.Prepare(sql);
  bare.Run("BEGIN");  // one state for all reads, without locks for each
  std::uint32_t n = 0;
  for (auto _ : state) {
    bind(bare, NextRow(n));
    bare.TakeRow();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void Token(benchmark::State& state) {
  ReadFromStore(state, [](StoreReader& reader, std::uint32_t n) {
    return reader.FindToken(MakeToken(n).hash);
  });
}
void TokenBare(benchmark::State& state) {
  Hash hash;
  ReadBare(state, "SELECT id, hash, account, created, expires, revoked FROM tokens WHERE hash = ?1",
           [&](Bare& bare, std::uint32_t n) {
             hash = MakeToken(n).hash;
             bare.Bind(1, BytesOf(hash));
           });
}

void TemplateRow(benchmark::State& state) {
  ReadFromStore(state, [](StoreReader& reader, std::uint32_t n) {
    return reader.FindTemplate(TemplateOf(n));
  });
}
void TemplateBare(benchmark::State& state) {
  Id id;
  ReadBare(state, "SELECT * FROM templates WHERE id = ?1", [&](Bare& bare, std::uint32_t n) {
    id = TemplateOf(n).id;
    bare.Bind(1, id.Bytes());
  });
}

// What an installed resource is found by: its id is inside of a block.
Id InstalledId(std::uint32_t n) {
  return ObjectIdOf(10'000 + n * kIds + 42);
}
void InstalledRow(benchmark::State& state) {
  ReadFromStore(state, [](StoreReader& reader, std::uint32_t n) {
    return reader.FindInstallationHolding(AccountOf(1), InstalledId(n));
  });
}
void InstalledBare(benchmark::State& state) {
  Id id;
  const AccountId account = AccountOf(1);
  ReadBare(state,
           "SELECT b.first_id, b.count, b.first_ordinal, i.* FROM (SELECT * FROM id_blocks WHERE "
           "account = ?1 AND width = 12 AND first_id <= ?2 ORDER BY first_id DESC LIMIT 1) b "
           "JOIN installations i ON i.account = b.account AND i.id = b.installation",
           [&](Bare& bare, std::uint32_t n) {
             id = InstalledId(n);
             bare.Bind(1, account.id.Bytes());
             bare.Bind(2, id.Bytes());
           });
}

void ResourceRow(benchmark::State& state) {
  ReadFromStore(state, [](StoreReader& reader, std::uint32_t n) {
    return reader.FindResource(AccountOf(1), ResourceOf(n));
  });
}
void ResourceBare(benchmark::State& state) {
  Id id;
  const AccountId account = AccountOf(1);
  ReadBare(state, "SELECT * FROM resources WHERE account = ?1 AND id = ?2",
           [&](Bare& bare, std::uint32_t n) {
             id = ResourceOf(n).id;
             bare.Bind(1, account.id.Bytes());
             bare.Bind(2, id.Bytes());
           });
}

// ---- writes ----

void WriteInstall(benchmark::State& state) {
  FilledStore filled;
  std::uint32_t n = kRows;
  for (auto _ : state) {
    const Installation installation = InstallationWithBlock(++n);
    Must(filled.store().Write([&](StoreWriter& writer) -> Status {
      auto added = writer.AddInstallation(installation);
      return added ? writer.CountInstall(TemplateOf(1)) : std::move(added);
    }));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void CommitBare(benchmark::State& state) {
  const test::TempFolder folder;
  Bare bare(folder.Path("bare.db"));
  bare.Run("CREATE TABLE rows (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
  bare.Prepare("INSERT INTO rows (bytes) VALUES (?1)");
  const std::string bytes(100, 'x');
  for (auto _ : state) {
    bare.Bind(1, bytes);
    bare.Execute();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

BENCHMARK(Token)->Name("store_read/token");
BENCHMARK(TokenBare)->Name("store_read_bare/token");
BENCHMARK(TemplateRow)->Name("store_read/template");
BENCHMARK(TemplateBare)->Name("store_read_bare/template");
BENCHMARK(InstalledRow)->Name("store_read/installed");
BENCHMARK(InstalledBare)->Name("store_read_bare/installed");
BENCHMARK(ResourceRow)->Name("store_read/resource");
BENCHMARK(ResourceBare)->Name("store_read_bare/resource");
// A commit waits for the disk, which is no time of this thread's.
BENCHMARK(WriteInstall)->Name("store_write/install")->UseRealTime();
BENCHMARK(CommitBare)->Name("store_write_bare/row")->UseRealTime();

}  // namespace
}  // namespace imprint::bench
