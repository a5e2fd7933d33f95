#include "model/installation_state.h"

#include <gtest/gtest.h>

#include <random>

namespace imprint {
namespace {

Id ObjectId(std::uint32_t counter) {
  return Id::FromObjectIdText("5f0000000000000000000000")->Plus(counter);
}
Id Uuid(std::uint32_t counter) {
  return Id::FromUuidText("019a0000-0000-7000-8000-000000000000")->Plus(counter);
}

Resource RowOf(std::uint32_t n, ResourceOrigin origin) {
  Resource row;
  row.id = ResourceId(ObjectId(n));
  row.account = AccountId(ObjectId(1));
  row.model = Model::kFlow;
  row.origin = origin;
  if (origin != ResourceOrigin::kMade) row.installation = InstallationId(ObjectId(100));
  if (origin != ResourceOrigin::kTombstone) {
    row.document = "{ \"name\" :\"\\u00e9\xC3\xBC\n\",\"n\":1.0}";
    row.references = {ObjectId(3), ObjectId(4)};
    row.sealed_secrets = std::string("\0\xFF sealed", 9);
  }
  row.created = FromMillis(1772366400123);
  row.modified = FromMillis(1772366400999);
  return row;
}

InstallationState StateOf() {
  InstallationState state;
  Installation& row = state.installation;
  row.id = InstallationId(ObjectId(100));
  row.account = AccountId(ObjectId(1));
  row.from_template = TemplateId(ObjectId(7));
  row.version.bytes.fill(0xAB);
  row.bindings.connections = {{0, ObjectId(50)}, {2, ObjectId(51)}};
  row.bindings.selected = {1, 3};
  row.bindings.variables = {{"shop", "\"x\\n\""}, {"n", "1.50"}};
  row.bindings.name = "Mine \"and\" yours";
  row.bindings.stack = ObjectId(60);
  row.bindings.base_url = "https://a.test";
  row.bindings.sealed_secrets = std::string("\0\1\2", 3);
  row.bindings.sandbox = true;
  row.creates_connections = true;
  row.created = FromMillis(-5);
  row.blocks = {{ObjectId(100), 4, 0}, {ObjectId(200), 2, 4}};
  state.rows = {RowOf(101, ResourceOrigin::kOverride), RowOf(102, ResourceOrigin::kTombstone),
                RowOf(300, ResourceOrigin::kMade)};
  state.made = {MarkOf(state.rows[2])};
  state.after = {MarkOf(state.rows[0]), MarkOf(state.rows[1])};
  return state;
}

void ExpectSame(const Resource& a, const Resource& b) {
  EXPECT_EQ(a.account, b.account);
  EXPECT_EQ(a.installation, b.installation);
  EXPECT_EQ(MarkOf(a), MarkOf(b));
}

void ExpectSame(const InstallationState& a, const InstallationState& b) {
  EXPECT_EQ(a.installation.id, b.installation.id);
  EXPECT_EQ(a.installation.account, b.installation.account);
  EXPECT_EQ(a.installation.from_template, b.installation.from_template);
  EXPECT_EQ(a.installation.version, b.installation.version);
  EXPECT_EQ(a.installation.bindings, b.installation.bindings);
  EXPECT_EQ(a.installation.creates_connections, b.installation.creates_connections);
  EXPECT_EQ(a.installation.created, b.installation.created);
  ASSERT_EQ(a.installation.blocks.size(), b.installation.blocks.size());
  for (std::size_t i = 0; i < a.installation.blocks.size(); ++i) {
    EXPECT_EQ(a.installation.blocks[i].first, b.installation.blocks[i].first);
    EXPECT_EQ(a.installation.blocks[i].count, b.installation.blocks[i].count);
    EXPECT_EQ(a.installation.blocks[i].first_ordinal, b.installation.blocks[i].first_ordinal);
  }
  ASSERT_EQ(a.rows.size(), b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) ExpectSame(a.rows[i], b.rows[i]);
  EXPECT_EQ(a.made, b.made);
  EXPECT_EQ(a.after, b.after);
}

TEST(InstallationState, ComesBackAsItWas) {
  const InstallationState state = StateOf();
  const auto text = EncodeState(state);
  ASSERT_TRUE(text);
  const auto decoded = DecodeState(*text);
  ASSERT_TRUE(decoded) << decoded.error().detail;
  ExpectSame(state, *decoded);
  EXPECT_EQ(decoded->rows[0].document, state.rows[0].document);
}

TEST(InstallationState, IsOfEitherDialect) {
  InstallationState state;
  state.installation.id = InstallationId(Uuid(1));
  state.installation.account = AccountId(ObjectId(1));
  state.installation.blocks = {{Uuid(1), 3, 0}};
  Resource row = RowOf(5, ResourceOrigin::kOverride);
  row.id = ResourceId(Uuid(2));
  row.model = Model::kDigaTool;
  row.installation = state.installation.id;
  row.references = {Uuid(1)};
  state.rows = {row};
  const auto decoded = DecodeState(EncodeState(state).value());
  ASSERT_TRUE(decoded);
  ExpectSame(state, *decoded);
  EXPECT_FALSE(decoded->installation.from_template);
}

TEST(InstallationState, RefusesATextThatIsNotUtf8) {
  InstallationState state = StateOf();
  state.rows[0].document = "\xFF";
  EXPECT_FALSE(EncodeState(state));
}

TEST(RowMark, TellsEveryChangeByHand) {
  const Resource row = RowOf(101, ResourceOrigin::kOverride);
  std::vector<Resource> changed(6, row);
  changed[0].document += " ";
  changed[1].sealed_secrets += "x";
  changed[2].modified += std::chrono::milliseconds(1);
  changed[3].origin = ResourceOrigin::kTombstone;
  changed[4].references.pop_back();
  changed[5].model = Model::kExport;
  for (const Resource& other : changed) EXPECT_NE(MarkOf(other).digest, MarkOf(row).digest);
  EXPECT_EQ(MarkOf(row), MarkOf(Resource(row)));
}

TEST(InstallationState, RefusesWhatWasNotWrittenSo) {
  const std::string text = EncodeState(StateOf()).value();
  const struct {
    const char* from;
    const char* to;
  } changes[] = {
      {R"("model":4)", R"("model":16)"},
      {R"("model":4)", R"("model":-1)"},
      {R"("model":4)", R"("model":4.0)"},
      {R"("origin":2)", R"("origin":3)"},
      {R"("created":-5)", R"("created":"x")"},
      {R"("creates":true)", R"("creates":1)"},
      {R"("rows":[)", R"("rows":[1,)"},
      {R"("made":[)", R"("made":[[],)"},
      {R"("bindings":{)", R"("bindings":{"x":1,)"},
      {R"("sealed":")", R"("sealed":"!)"},
      {R"("after":[)", R"("more":1,"after":[)"},
      {"5f00000000000000000000", "5F00000000000000000000"},
  };
  for (const auto& change : changes) {
    SCOPED_TRACE(change.to);
    std::string other = text;
    const std::size_t at = other.find(change.from);
    ASSERT_NE(at, std::string::npos);
    other.replace(at, std::string_view(change.from).size(), change.to);
    const auto decoded = DecodeState(other);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code(), ErrorCode::kInternal);
  }
  for (const char* bad : {"", "{}", "[]", "null", "{\"installation\":{}}"}) {
    EXPECT_FALSE(DecodeState(bad)) << bad;
  }
  EXPECT_FALSE(DecodeState(text + " "));
}

TEST(InstallationStateProperty, DamageIsRefusedOrStillOneForm) {
  const std::string text = EncodeState(StateOf()).value();
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string other = text;
    const std::size_t at = random() % other.size();
    switch (random() % 3) {
      case 0:
        other[at] = static_cast<char>(random() % 256);
        break;
      case 1:
        other.erase(at, 1 + random() % 20);
        break;
      default:
        other.insert(at, 1, static_cast<char>(random() % 128));
    }
    const auto decoded = DecodeState(other);
    if (decoded) {
      EXPECT_EQ(EncodeState(*decoded).value(), other);
    } else {
      EXPECT_EQ(decoded.error().code(), ErrorCode::kInternal);
    }
  }
}

}  // namespace
}  // namespace imprint
