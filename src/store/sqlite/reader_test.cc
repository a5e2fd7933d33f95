#include "store/sqlite/reader.h"

#include <filesystem>
#include <thread>

#include "store/sqlite/testing/sqlite_files.h"

namespace imprint::sqlite {
namespace {

class ReaderTest : public testing::Test {
 protected:
  std::unique_ptr<Reader> OpenReader() {
    auto reader = Reader::Open(path_, std::chrono::seconds(5), log_ ? &*log_ : nullptr);
    EXPECT_TRUE(reader);
    return std::move(*reader);
  }

  TempDir dir_;
  const std::string path_ = dir_.File("imprint.db");
  const std::unique_ptr<Store> store_ = OpenGood(path_);
  // As the store does it: by a connection that stays open.
  const std::unique_ptr<Connection> by_ = [this] {
    auto opened = Connection::Open(path_, Access::kReadWrite, std::chrono::seconds(5));
    EXPECT_TRUE(opened && Execute(**opened, "SELECT count(*) FROM tokens"));
    return std::move(*opened);
  }();
  const std::optional<LogIndex> log_ = LogIndex::Of(*by_);
};

std::optional<Token> TokenOf(Reader& reader, const Token& token) {
  std::optional<Token> seen;
  EXPECT_TRUE(reader.Read([&](StoreReader& r) -> Status {
    auto found = r.FindToken(token.hash);
    if (!found) return Fail(std::move(found.error()));
    seen = std::move(*found);
    return {};
  }));
  return seen;
}

bool IsRevoked(Reader& reader, const Token& token) {
  const auto seen = TokenOf(reader, token);
  return seen && seen->revoked;
}

Token AddToken(Store& store, std::uint32_t n) {
  const Account account = samples::MakeAccount(n);
  Token token = samples::MakeToken(n);
  token.account = account.id;
  EXPECT_TRUE(store.Write([&](StoreWriter& w) -> Status {
    if (auto added = w.AddAccount(account); !added) return added;
    return w.AddToken(token);
  }));
  return token;
}

TEST_F(ReaderTest, KeepsItsTransactionWhileNothingIsCommitted) {
  ASSERT_TRUE(log_);
  const Token token = AddToken(*store_, 1);
  const auto reader = OpenReader();
  EXPECT_FALSE(reader->keeps());
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(IsRevoked(*reader, token));
    EXPECT_TRUE(reader->keeps());
  }
  reader->Release();
  EXPECT_FALSE(reader->keeps());
  EXPECT_TRUE(TokenOf(*reader, token));
}

TEST_F(ReaderTest, SeesWhatWasCommittedBeforeByThisProcess) {
  const auto reader = OpenReader();
  for (std::uint32_t n = 1; n <= 50; ++n) {
    const Token token = AddToken(*store_, n);
    ASSERT_TRUE(TokenOf(*reader, token)) << n;
    ASSERT_FALSE(IsRevoked(*reader, token));
    ASSERT_TRUE(store_->Write([&](StoreWriter& w) -> Status {
      return w.RevokeToken(token.id, samples::At(5)).has_value() ? Status{} : Fail(Damaged("no"));
    }));
    ASSERT_TRUE(IsRevoked(*reader, token)) << "what was remembered is stale";
  }
}

TEST_F(ReaderTest, SeesWhatAnotherProgramCommitted) {
  const Token token = AddToken(*store_, 1);
  const auto reader = OpenReader();
  ASSERT_FALSE(IsRevoked(*reader, token));
  Foreign other(path_);
  ASSERT_EQ(other.Run("UPDATE tokens SET revoked = 7"), SQLITE_OK);
  EXPECT_TRUE(IsRevoked(*reader, token));
  ASSERT_EQ(other.Run("DELETE FROM tokens"), SQLITE_OK);
  EXPECT_FALSE(TokenOf(*reader, token));
  // The log is emptied and written anew from its begin.
  reader->Release();
  ASSERT_EQ(other.Run("PRAGMA wal_checkpoint(TRUNCATE)"), SQLITE_OK);
  const Token second = AddToken(*store_, 2);
  EXPECT_TRUE(TokenOf(*reader, second));
}

TEST_F(ReaderTest, KeepsNothingOfAReadThatFailed) {
  const auto reader = OpenReader();
  EXPECT_FALSE(reader->Read([](StoreReader&) -> Status { return Fail(ErrorCode::kInUse, "no"); }));
  EXPECT_TRUE(reader->usable()) << "the store did not fail";
  EXPECT_THROW((void)reader->Read([](StoreReader&) -> Status { throw 1; }), int);
  EXPECT_FALSE(reader->usable());
}

TEST_F(ReaderTest, KeepsNoTransactionBeforeItsFirstRow) {
  const auto reader = OpenReader();
  EXPECT_TRUE(reader->Read([](StoreReader&) -> Status { return {}; }));
  EXPECT_FALSE(reader->keeps());
}

TEST_F(ReaderTest, WithoutTheIndexKeepsNothing) {
  const Token token = AddToken(*store_, 1);
  auto reader = Reader::Open(path_, std::chrono::seconds(5), nullptr);
  ASSERT_TRUE(reader);
  EXPECT_TRUE(TokenOf(**reader, token));
  EXPECT_FALSE((*reader)->keeps());
}

TEST_F(ReaderTest, AnswersEachReadFromOneStateWhileOthersWrite) {
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (std::uint32_t n = 1; n <= 300; ++n) {
      EXPECT_TRUE(store_->Write([&](StoreWriter& w) -> Status {
        if (auto put = w.PutSetting("a", std::to_string(n)); !put) return put;
        return w.PutSetting("b", std::to_string(n));
      }));
    }
    done = true;
  });
  const auto reader = OpenReader();
  int last = 0;
  while (!done) {
    EXPECT_TRUE(reader->Read([&](StoreReader& r) -> Status {
      const auto a = r.FindSetting("a");
      const auto b = r.FindSetting("b");
      EXPECT_TRUE(a && b);
      EXPECT_EQ(*a, *b);
      const int now = *a ? std::stoi(**a) : 0;
      EXPECT_GE(now, last);
      last = now;
      return {};
    }));
  }
  writer.join();
}

// A store whose idle readers kept their transactions for ever would never use its log again.
TEST_F(ReaderTest, TheLogOfAStoreDoesNotGrowBehindIdleReaders) {
  const std::string path = dir_.File("long.db");
  const auto store = OpenGood(path);
  const Token token = AddToken(*store, 1);
  const std::string text(20'000, 'x');
  for (int i = 0; i < 3000; ++i) {
    ASSERT_TRUE(store->Write([&](StoreWriter& w) { return w.PutSetting("a", text); }));
    if (i % 100 != 0) continue;
    ASSERT_TRUE(store->Read([&](StoreReader& r) -> Status {
      auto found = r.FindToken(token.hash);
      return found ? Status{} : Fail(std::move(found.error()));
    }));
  }
  // 3,000 writes of 6 pages are 70 MB of log.
  EXPECT_LT(std::filesystem::file_size(path + "-wal"), 32u * 1024 * 1024);
}

}  // namespace
}  // namespace imprint::sqlite
