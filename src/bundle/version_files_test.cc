#include "bundle/version_files.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "bundle/archive.h"
#include "bundle/compile.h"
#include "bundle/layout.h"

namespace imprint {
namespace {

constexpr const char* kIntegration = "5f0000000000000000000001";
constexpr const char* kResource = "5f0000000000000000000002";
constexpr const char* kOther = "5f0000000000000000000003";

std::string Document(const char* id, std::string_view members) {
  return fmt::format(R"({{"_id":"{}"{}{}}})", id, members.empty() ? "" : ",", members);
}

/// A bundle of an integration and some more.
std::vector<ArchiveFile> Bundle(std::vector<ArchiveFile> more = {},
                                std::string_view integration = R"("name":"I")") {
  more.push_back({"integration.json", Document(kIntegration, integration)});
  return more;
}

CompiledVersion Compiled(const std::vector<ArchiveFile>& files) {
  auto version = Compile(files, Limits{});
  EXPECT_TRUE(version) << version.error().message() << " at " << version.error().problems[0].field;
  return version ? std::move(*version) : CompiledVersion{};
}

std::string BytesOf(const std::vector<ArchiveFile>& files, std::string_view path) {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const ArchiveFile& file) { return file.path == path; });
  return found == files.end() ? "(none)" : found->bytes;
}

/// The version that comes back from the zip of a version.
CompiledVersion Again(const CompiledVersion& version) {
  const auto zip = ZipOf(version);
  EXPECT_TRUE(zip) << zip.error().message();
  if (!zip) return {};
  const auto files = ReadZipBytes(*zip, Limits{});
  EXPECT_TRUE(files) << files.error().message();
  return files ? Compiled(*files) : CompiledVersion{};
}

void ExpectSame(const std::vector<ArchiveFile>& files) {
  const CompiledVersion version = Compiled(files);
  EXPECT_TRUE(EncodeVersion(Again(version)) == EncodeVersion(version));
}

std::vector<ArchiveFile> Script(std::string_view members, std::string source = {}) {
  std::vector<ArchiveFile> files{
      {fmt::format("scripts/S-{}.json", kResource), Document(kResource, members)}};
  if (!source.empty()) files.push_back({fmt::format("scripts/S-{}.js", kResource), source});
  return Bundle(std::move(files));
}
const std::string kScriptPath = fmt::format("scripts/S-{}.json", kResource);
const std::string kSourcePath = fmt::format("scripts/S-{}.js", kResource);

TEST(VersionFiles, AreIndentedDocumentsAtTheirPaths) {
  const auto files = FilesOf(Compiled(
      Bundle({{"exports/any.json",
               Document(kResource, R"("name":"Get: orders","n":1.50E+2,"e":{},"l":[])")}})));
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].path, fmt::format("exports/Get-orders-{}.json", kResource));
  EXPECT_EQ(files[0].bytes, fmt::format(R"({{
  "_id": "{}",
  "name": "Get: orders",
  "n": 1.50E+2,
  "e": {{}},
  "l": []
}})",
                                        kResource));
  EXPECT_EQ(files[1].path, "integration.json");
}

TEST(VersionFiles, HoldWhatInstallsGetAndNotWhatTheServerSets) {
  const auto version = Compiled(
      Bundle({{"flows/f.json", Document(kResource, R"("createdAt":"x","name":"F")")},
              {"flows/g.json", Document(kOther, R"("disabled":false,"name":"G")")},
              {"connections/c.json", Document("5f0000000000000000000004",
                                              R"("type":"http","offline":false,"name":"C")")}}));
  const auto files = FilesOf(version);
  EXPECT_EQ(BytesOf(files, DocumentPath(Model::kFlow, "F", kResource)),
            fmt::format("{{\n  \"_id\": \"{}\",\n  \"name\": \"F\",\n  \"disabled\": true\n}}",
                        kResource));
  EXPECT_EQ(
      BytesOf(files, DocumentPath(Model::kFlow, "G", kOther)),
      fmt::format("{{\n  \"_id\": \"{}\",\n  \"disabled\": true,\n  \"name\": \"G\"\n}}", kOther));
  EXPECT_EQ(BytesOf(files, "connections/C-5f0000000000000000000004.json").find("offline"),
            std::string::npos);
  EXPECT_TRUE(EncodeVersion(Again(version)) == EncodeVersion(version));
}

TEST(VersionFiles, KeepTheEscapesOfIdsAndTexts) {
  const std::string escaped = "\\u0035" + std::string(kIntegration).substr(1);
  ExpectSame(
      Bundle({{"flows/f.json",
               Document(kResource,
                        fmt::format(R"("name":"\u00e9\/","_integrationId":"{}","t":"a {} <<v>>")",
                                    escaped, kIntegration))}}));
}

TEST(VersionFiles, PutAScriptsTextIntoItsOwnFile) {
  const auto files = FilesOf(Compiled(Script(R"("name":"S","x":1)", "f(\"a\\b\")\n// é\x01")));
  EXPECT_EQ(BytesOf(files, kSourcePath), "f(\"a\\b\")\n// é\x01");
  EXPECT_EQ(BytesOf(files, kScriptPath),
            fmt::format("{{\n  \"_id\": \"{}\",\n  \"name\": \"S\",\n  \"x\": 1\n}}", kResource));
  ExpectSame(Script(R"("name":"S","x":1)", "f(\"a\\b\")\n// é\x01"));
}

TEST(VersionFiles, LeaveAScriptsTextWhereAFileWouldNotBringItBack) {
  const struct {
    const char* why;
    std::string members;
    bool own_file;
  } cases[] = {
      {"as an upload's", R"("name":"S","content":"a\n\"b\"")", true},
      {"empty", R"("name":"S","content":"")", true},
      {"with a variable and an id", fmt::format(R"("name":"S","content":"<<v>> {}")", kIntegration),
       true},
      {"not last", R"("content":"a","name":"S")", false},
      {"escaped otherwise", R"("name":"S","content":"\u0061\/")", false},
      {"its key escaped", R"("name":"S","conten\u0074":"a")", false},
      {"an id escaped",
       fmt::format(R"("name":"S","content":"\u0035{}")", std::string(kIntegration).substr(1)),
       false},
      {"no text", R"("name":"S","content":1)", false},
      {"none", R"("name":"S")", false},
      {"inside of something else", R"("name":"S","o":{"content":"a"})", false},
      {"like an archive", R"("name":"S","content":"PK\u0003\u0004")", false},
      {"a NUL", R"("name":"S","content":"a\u0000b")", true},
  };
  for (const auto& [why, members, own_file] : cases) {
    SCOPED_TRACE(why);
    const auto files = FilesOf(Compiled(Script(members)));
    EXPECT_EQ(BytesOf(files, kSourcePath) != "(none)", own_file);
    ExpectSame(Script(members));
  }
}

TEST(VersionFiles, HaveGoodPathsWhateverNamesSay) {
  std::vector<ArchiveFile> more;
  const std::string names[] = {
      "",       "..",        "a/b\\c", "C:",  "nul", "é\\u0001", std::string(5000, 'x'),
      "README", "__MACOSX/", ".zip",   "S.js"};
  unsigned n = 100;
  for (const std::string& name : names) {
    const std::string id = fmt::format("5f0000000000000000{:06}", n++);
    more.push_back({fmt::format("exports/{}.json", n),
                    Document(id.c_str(),
                             fmt::format(R"("name":"{}")", name == "a/b\\c" ? "a/b\\\\c" : name))});
  }
  ExpectSame(Bundle(std::move(more), R"("name":"../../etc")"));
}

TEST(VersionFiles, LeaveLargeAndDeepDocumentsOnOneLine) {
  const auto lines = [](const std::string& members) {
    const auto files =
        FilesOf(Compiled(Bundle({{"exports/e.json", Document(kResource, members)}})));
    const std::string& bytes = files[0].bytes;
    return std::count(bytes.begin(), bytes.end(), '\n');
  };
  EXPECT_GT(lines(R"("a":{"b":{"c":1}})"), 5);
  EXPECT_EQ(lines(fmt::format(R"("a":"{}")", std::string(1 << 20, 'x'))), 0);
  std::string deep = "[]";
  for (int depth = 0; depth < 90; ++depth) deep = "[" + deep + ",0]";
  EXPECT_EQ(lines("\"a\":" + deep), 0);
  ExpectSame(Bundle({{"exports/e.json", Document(kResource, "\"a\":" + deep)}}));
}

TEST(VersionFiles, StayWithinTheLimitsOfABundle) {
  std::vector<ArchiveFile> more;
  std::string list = R"({"aa":11,"bb":22})";
  while (list.size() < 500'000) list += R"(,{"aa":11,"bb":22})";
  for (unsigned n = 0; n < 60; ++n) {
    const std::string id = fmt::format("5f0000000000000000{:06}", 100 + n);
    more.push_back(
        {fmt::format("exports/{}.json", n), Document(id.c_str(), "\"a\":[" + list + "]")});
  }
  const CompiledVersion version = Compiled(Bundle(std::move(more)));
  const auto zip = ZipOf(version);
  ASSERT_TRUE(zip);
  EXPECT_TRUE(ReadZipBytes(*zip, Limits{}));
}

TEST(VersionFiles, AreTheSameForTheSameVersion) {
  const auto files = Bundle({{"flows/f.json", Document(kResource, R"("name":"F")")},
                             {"exports/e.json", Document(kOther, R"("name":"E")")}});
  auto reversed = files;
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_TRUE(*ZipOf(Compiled(files)) == *ZipOf(Compiled(reversed)));
  const auto stored = DecodeVersion(EncodeVersion(Compiled(files)));
  ASSERT_TRUE(stored);
  EXPECT_TRUE(FilesOf(*stored) == FilesOf(Compiled(files)));
}

// The one exception: what was left out once is not there to be left out again.
TEST(VersionFiles, HaveNothingLeftToWarnOf) {
  CompiledVersion version = Compiled(Bundle(
      {{"flows/f.json",
        Document(kResource, fmt::format(R"("name":"F","_integrationId":"{}","next":1)", kOther))},
       {"connections/c.json",
        Document(kOther,
                 R"("name":"C","type":"http","http":{"auth":{"basic":{"password":"<<p>>"}}})")}}));
  ASSERT_FALSE(version.warnings.empty());
  const CompiledVersion again = Again(version);
  EXPECT_FALSE(EncodeVersion(again) == EncodeVersion(version));
  EXPECT_TRUE(again.warnings.empty());
  version.warnings.clear();
  EXPECT_TRUE(EncodeVersion(again) == EncodeVersion(version));
  EXPECT_TRUE(EncodeVersion(Again(again)) == EncodeVersion(again));
}

}  // namespace
}  // namespace imprint
