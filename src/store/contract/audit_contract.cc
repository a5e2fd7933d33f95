#include <limits>

#include "store/contract/rows.h"
#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;

using Ids = std::vector<Id>;

Ids IdsOf(const std::vector<AuditEntry>& entries) {
  Ids ids;
  for (const auto& entry : entries) ids.push_back(entry.id);
  return ids;
}

Ids Entries(std::initializer_list<std::uint32_t> numbers) {
  Ids ids;
  for (const auto n : numbers) ids.push_back(ObjectIdOf(n));
  return ids;
}

AuditEntry EntryAt(std::uint32_t n, std::int64_t millis) {
  AuditEntry entry = MakeAudit(AccountOf(1), n);
  entry.time = At(millis);
  return entry;
}

TEST_P(StoreContract, KeepsAuditEntries) {
  AuditEntry full = MakeAudit(AccountOf(1), 1);
  AuditEntry bare;
  bare.account = AccountOf(1);
  bare.id = ObjectIdOf(2);
  bare.time = At(2);
  Keep([&](StoreWriter& w) -> Status {
    if (auto added = w.AddAudit(full); !added) return added;
    return w.AddAudit(bare);
  });
  const auto entries = Ask([](StoreReader& r) { return r.ListAudit(AccountOf(1), {}, 0, 10); });
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0], bare);
  EXPECT_EQ(entries[1], full);
  EXPECT_EQ(Refused([&](StoreWriter& w) { return w.AddAudit(full); }), ErrorCode::kConflict);
  full.account = AccountOf(2);
  Keep([&](StoreWriter& w) { return w.AddAudit(full); });
}

TEST_P(StoreContract, KeepsHostileAuditTexts) {
  std::uint32_t n = 0;
  for (const auto& text : HostileTexts()) {
    SCOPED_TRACE(text.substr(0, 40));
    AuditEntry entry = MakeAudit(AccountOf(++n), 1);
    entry.resource_type = entry.resource = entry.token = entry.address = entry.request = text;
    entry.fields = {text, "", text};
    Keep([&](StoreWriter& w) { return w.AddAudit(entry); });
    const auto all = Ask([&](StoreReader& r) { return r.ListAudit(AccountOf(n), {}, 0, 10); });
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0], entry);
    AuditFilter filter;
    filter.resource = text;
    EXPECT_EQ(Ask([&](StoreReader& r) { return r.ListAudit(AccountOf(n), filter, 0, 10); }), all);
  }
}

TEST_P(StoreContract, ListsAuditEntriesLatestFirst) {
  // Ids do not follow the times, as after a clock stepped back.
  Keep([](StoreWriter& w) -> Status {
    for (const auto& entry : {EntryAt(1, 300), EntryAt(9, 100), EntryAt(4, 200), EntryAt(5, 200),
                              EntryAt(3, 200), EntryAt(2, -50)}) {
      if (auto added = w.AddAudit(entry); !added) return added;
    }
    AuditEntry foreign = EntryAt(7, 250);
    foreign.account = AccountOf(2);
    return w.AddAudit(foreign);
  });
  constexpr auto kAll = std::numeric_limits<std::size_t>::max();
  const struct {
    std::size_t skip;
    std::size_t limit;
    Ids expected;
  } cases[] = {
      {0, 100, Entries({1, 5, 4, 3, 9, 2})},
      {0, kAll, Entries({1, 5, 4, 3, 9, 2})},
      {0, 2, Entries({1, 5})},
      {2, 3, Entries({4, 3, 9})},
      {5, 3, Entries({2})},
      {6, 3, Entries({})},
      {kAll, 3, Entries({})},
      {0, 0, Entries({})},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(testing::Message() << "skip " << c.skip << " limit " << c.limit);
    EXPECT_EQ(
        IdsOf(Ask([&](StoreReader& r) { return r.ListAudit(AccountOf(1), {}, c.skip, c.limit); })),
        c.expected);
  }
  EXPECT_EQ(IdsOf(Ask([](StoreReader& r) { return r.ListAudit(AccountOf(2), {}, 0, 9); })),
            Entries({7}));
  EXPECT_EQ(IdsOf(Ask([](StoreReader& r) { return r.ListAudit(AccountOf(3), {}, 0, 9); })), Ids{});
}

TEST_P(StoreContract, FiltersAuditEntries) {
  Keep([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 0; n < 8; ++n) {
      AuditEntry entry = EntryAt(n, 100 * n);
      entry.event = n % 2 == 0 ? AuditEvent::kCreate : AuditEvent::kRevoke;
      entry.resource_type = n % 4 < 2 ? "flow" : "token";
      entry.resource = n < 4 ? "a" : "b";
      entry.token = n == 7 ? "" : "t" + std::to_string(n % 3);
      if (auto added = w.AddAudit(entry); !added) return added;
    }
    return {};
  });
  const struct {
    const char* name;
    std::function<void(AuditFilter&)> narrow;
    Ids expected;
  } cases[] = {
      {"from", [](auto& f) { f.from = At(500); }, Entries({7, 6, 5})},
      {"to", [](auto& f) { f.to = At(200); }, Entries({2, 1, 0})},
      {"one moment", [](auto& f) { f.from = f.to = At(300); }, Entries({3})},
      {"an empty span", [](auto& f) { f.from = At(301), f.to = At(300); }, Entries({})},
      {"event", [](auto& f) { f.event = AuditEvent::kCreate; }, Entries({6, 4, 2, 0})},
      {"type", [](auto& f) { f.resource_type = "token"; }, Entries({7, 6, 3, 2})},
      {"type in another case", [](auto& f) { f.resource_type = "Token"; }, Entries({})},
      {"resource", [](auto& f) { f.resource = "b"; }, Entries({7, 6, 5, 4})},
      {"token", [](auto& f) { f.token = "t1"; }, Entries({4, 1})},
      {"all", [](auto& f) { f = {At(100), At(600), AuditEvent::kCreate, "token", "b", "t0"}; },
       Entries({6})},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    AuditFilter filter;
    c.narrow(filter);
    EXPECT_EQ(IdsOf(Ask([&](StoreReader& r) { return r.ListAudit(AccountOf(1), filter, 0, 99); })),
              c.expected);
  }
  // What is skipped is counted behind the filter.
  AuditFilter created;
  created.event = AuditEvent::kCreate;
  EXPECT_EQ(IdsOf(Ask([&](StoreReader& r) { return r.ListAudit(AccountOf(1), created, 1, 2); })),
            Entries({4, 2}));
}

TEST_P(StoreContract, KeepsAndReplacesSettings) {
  const auto find = [this](std::string_view name) {
    return Ask([&](StoreReader& r) { return r.FindSetting(name); });
  };
  EXPECT_FALSE(find("a"));
  Keep([](StoreWriter& w) { return w.PutSetting("a", "one"); });
  EXPECT_EQ(find("a"), "one");
  EXPECT_FALSE(find("A"));
  Keep([](StoreWriter& w) { return w.PutSetting("a", "two"); });
  Keep([](StoreWriter& w) { return w.PutSetting("b", ""); });
  EXPECT_EQ(find("a"), "two");
  EXPECT_EQ(find("b"), "");
  EXPECT_EQ(Refused([](StoreWriter& w) -> Status {
              EXPECT_TRUE(w.PutSetting("a", "three"));
              EXPECT_EQ(*w.FindSetting("a"), "three");
              return Fail(ErrorCode::kInUse, "no");
            }),
            ErrorCode::kInUse);
  EXPECT_EQ(find("a"), "two");
  for (const auto& text : HostileTexts()) {
    SCOPED_TRACE(text.substr(0, 40));
    Keep([&](StoreWriter& w) { return w.PutSetting("hostile", text); });
    EXPECT_EQ(find("hostile"), text);
  }
}

}  // namespace
}  // namespace imprint
