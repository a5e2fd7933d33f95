#include "bundle/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "bundle/archive_writer.h"
#include "bundle/testing/raw_zip.h"
#include "bundle/testing/temp_folder.h"

namespace imprint {
namespace {

using namespace std::string_literals;
using imprint::test::Build;
using imprint::test::Deflate;
using imprint::test::DeflateZeros;
using imprint::test::RawEntry;
using imprint::test::RawZip;
using imprint::test::ZipOf;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<Problem> ProblemsOf(std::string_view bytes, const Limits& limits = {}) {
  const auto files = ReadZipBytes(bytes, limits);
  return files ? std::vector<Problem>{} : files.error().problems;
}

auto IsProblem(ErrorCode code, const std::string& message, const std::string& field) {
  return AllOf(Field("code", &Problem::code, code),
               Field("message", &Problem::message, HasSubstr(message)),
               Field("field", &Problem::field, field));
}
auto IsInvalid(const std::string& message, const std::string& field) {
  return IsProblem(ErrorCode::kInvalidBundle, message, field);
}
auto IsTooLarge(const std::string& message, const std::string& field) {
  return IsProblem(ErrorCode::kTooLarge, message, field);
}

std::vector<RawEntry> GoodEntries() {
  return {{.name = "integration.json", .content = R"({"name":"Orders"})"},
          {.name = "exports/", .mode = 040755, .dos_attributes = 0x10},
          {.name = "exports/a.json", .content = std::string(900, 'x'), .deflate = true}};
}

// Pseudo-random bytes, which deflate cannot make smaller.
std::string Noise(std::size_t count) {
  std::string noise;
  for (std::uint32_t x = 1; noise.size() < count;) noise += static_cast<char>((x *= 69069) >> 24);
  return noise;
}

TEST(ReadZip, GivesRegularFilesSortedByPath) {
  const auto files = ReadZipBytes(ZipOf(GoodEntries()), {});
  ASSERT_TRUE(files) << files.error().message();
  EXPECT_THAT(*files, ElementsAre(ArchiveFile{"exports/a.json", std::string(900, 'x')},
                                  ArchiveFile{"integration.json", R"({"name":"Orders"})"}));
}

TEST(ReadZip, TakesHonestVariants) {
  const struct {
    const char* what;
    RawZip zip;
  } cases[] = {
      {"empty archive", {}},
      {"comment", {.entries = GoodEntries(), .comment = "made by hand"}},
      {"longest comment", {.entries = GoodEntries(), .comment = std::string(0xffff, 'c')}},
      {"ZIP64 end record", {.entries = GoodEntries(), .zip64 = true}},
      {"ZIP64 sizes", {{{.name = "a.json", .content = "{}", .zip64 = true}}}},
      {"data descriptor", {{{.name = "a.json", .content = "{}", .data_descriptor = true}}}},
      {"deflated, data descriptor",
       {{{.name = "a.json", .content = "{}", .deflate = true, .data_descriptor = true}}}},
      {"UTF-8 name", {{{.name = "exports/\xc3\xa9t\xc3\xa9.json", .content = "{}"}}}},
      {"made on Windows", {{{.name = "a.json", .made_by = 20, .mode = 0, .dos_attributes = 0x20}}}},
      {"mode without a type", {{{.name = "a.json", .mode = 0600}}}},
      {"empty deflated folder", {{{.name = "exports/", .deflate = true, .mode = 0}}}},
      {"longest name", {{{.name = std::string(1024, 'n')}}}},
      {"dots in names", {{{.name = "..a/.b/c..", .content = "{}"}}}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_THAT(ProblemsOf(Build(c.zip)), SizeIs(0));
  }
}

TEST(ReadZip, LeavesOutWhatDesktopsLeaveBehind) {
  const auto files = ReadZipBytes(ZipOf({{.name = "__MACOSX/._integration.json", .content = "x"},
                                         {.name = "__MACOSX/._a.zip", .content = "x"},
                                         {.name = ".DS_Store", .content = "x"},
                                         {.name = "exports/Thumbs.db", .content = "x"},
                                         {.name = "exports/desktop.ini", .content = "x"},
                                         {.name = "integration.json", .content = "{}"}}),
                                  {});
  ASSERT_TRUE(files) << files.error().message();
  EXPECT_THAT(*files, ElementsAre(ArchiveFile{"integration.json", "{}"}));
}

TEST(ReadZip, RefusesBadNames) {
  const struct {
    std::string name;
    const char* message;
    std::string field;
  } cases[] = {
      {"", "empty", ""},
      {"/etc/passwd", "absolute", "/etc/passwd"},
      {"/", "absolute", "/"},
      {"C:/a.json", "drive letter", "C:/a.json"},
      {"c:a.json", "drive letter", "c:a.json"},
      {"exports\\a.json", "backslash", "exports\\a.json"},
      {"../a.json", "'..'", "../a.json"},
      {"exports/../../a.json", "'..'", "exports/../../a.json"},
      {"exports/..", "'..'", "exports/.."},
      {"../", "'..'", "../"},
      {"./a.json", "'.'", "./a.json"},
      {"exports/./a.json", "'.'", "exports/./a.json"},
      {"exports//a.json", "empty segment", "exports//a.json"},
      {"exports//", "empty segment", "exports//"},
      {"a.json\0.exe"s, "control character", "a.json?.exe"},
      {"a\nb.json", "control character", "a?b.json"},
      {"a\x7f.json", "control character", "a?.json"},
      {"a\xff.json", "UTF-8", "a?.json"},
      {"a\xc0\xaf.json", "UTF-8", "a??.json"},
      {"a\xed\xa0\x80.json", "UTF-8", "a???.json"},
      {"__MACOSX/../a.json", "'..'", "__MACOSX/../a.json"},
      {std::string(1025, 'n'), "longer than 1024", std::string(200, 'n')},
      {"../" + "\xe2\x82\xac"s + std::string(300, 'e'), "'..'",
       "../\xe2\x82\xac" + std::string(196, 'e')},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(ProblemsOf(ZipOf({{.name = c.name, .content = "{}"}})),
                ElementsAre(IsInvalid(c.message, c.field)));
  }
}

TEST(ReadZip, RefusesWhatIsNoRegularFile) {
  const struct {
    const char* what;
    RawEntry entry;
    const char* message;
  } cases[] = {
      {"symlink", {.name = "a", .content = "/etc/passwd", .mode = 0120777}, "symbolic links"},
      {"symlink, made on DOS", {.name = "a", .made_by = 20, .mode = 0120777}, "symbolic links"},
      {"symlink, made on a Mac", {.name = "a", .made_by = 0x1314, .mode = 0120777}, "symbolic"},
      {"symlink named as a folder", {.name = "a/", .mode = 0120777}, "symbolic links"},
      {"character device", {.name = "a", .mode = 0020666}, "not a regular file"},
      {"block device", {.name = "a", .mode = 0060666}, "not a regular file"},
      {"FIFO", {.name = "a", .mode = 0010666}, "not a regular file"},
      {"socket", {.name = "a", .mode = 0140666}, "not a regular file"},
      {"folder without a slash", {.name = "a", .mode = 0040755}, "not a regular file"},
      {"file with a slash", {.name = "a/", .mode = 0100644}, "not a regular file"},
      {"Windows link", {.name = "a", .made_by = 20, .mode = 0, .dos_attributes = 0x400}, "links"},
      {"folder with content", {.name = "a/", .content = "{}", .mode = 0040755}, "has content"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_THAT(ProblemsOf(ZipOf({c.entry})), ElementsAre(IsInvalid(c.message, c.entry.name)));
  }
}

TEST(ReadZip, RefusesWhatItDoesNotDecode) {
  const struct {
    const char* what;
    RawEntry entry;
    const char* message;
  } cases[] = {
      {"encrypted", {.name = "a", .content = "x", .flags = 1}, "encrypted"},
      {"strongly encrypted", {.name = "a", .content = "x", .flags = 0x41}, "encrypted"},
      {"masked headers", {.name = "a", .content = "x", .flags = 0x2000}, "encrypted"},
      {"AES", {.name = "a", .content = "x", .method = 99}, "encrypted"},
      {"bzip2", {.name = "a", .content = "x", .method = 12}, "method 12"},
      {"LZMA", {.name = "a", .content = "x", .method = 14}, "method 14"},
      {"deflate64", {.name = "a", .content = "x", .method = 9}, "method 9"},
      {"patch", {.name = "a", .content = "x", .flags = 0x20}, "patch"},
      {"bad checksum", {.name = "a", .content = "x", .crc = 1}, "checksum"},
      {"bad checksum, deflated", {.name = "a", .content = "x", .deflate = true, .crc = 1}, "check"},
      {"no deflate data",
       {.name = "a", .content = "xxx", .data = "\xff\xff\xff", .method = 8},
       "damaged compressed data"},
      {"two sizes", {.name = "a", .content = "xyz", .size = 2}, "two different sizes"},
      {"smaller", {.name = "a", .content = "xyz", .deflate = true, .size = 2}, "holds more"},
      {"larger", {.name = "a", .content = "xyz", .deflate = true, .size = 4}, "declares"},
      {"beyond the archive",
       {.name = "a", .content = "x", .size = 99, .compressed_size = 99},
       "cut short"},
      {"other local name", {.name = "a", .content = "x", .local_name = "b"}, "contradicts"},
      {"offset to nowhere", {.name = "a", .content = "x", .header_offset = 5}, "no such entry"},
      {"offset outside", {.name = "a", .content = "x", .header_offset = 0xfffffff0}, "no such"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_THAT(ProblemsOf(ZipOf({c.entry})), ElementsAre(IsInvalid(c.message, "a")));
  }
}

TEST(ReadZip, RefusesDeflateDataThatIsCutShort) {
  const std::string noise = Noise(1000);
  const std::string half = Deflate(noise).substr(0, 500);
  EXPECT_THAT(ProblemsOf(ZipOf({{.name = "a", .content = noise, .deflate = true, .data = half}})),
              ElementsAre(IsInvalid("cut short", "a")));
}

TEST(ReadZip, RefusesNamesThatClash) {
  const struct {
    std::string first;
    std::string second;
    const char* message;
    std::string field;
  } cases[] = {
      {"a.json", "a.json", "more than once", "a.json"},
      {"exports/", "exports/", "more than once", "exports/"},
      {"a.json", "A.json", "only by case from a.json", "A.json"},
      {"exports/a", "Exports/a", "only by case", "Exports/a"},
      {"exports", "exports/a", "also a folder", "exports"},
      {"exports", "exports/", "also a folder", "exports"},
      {"exports/a/b", "Exports", "also a folder", "Exports"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.first + " " + c.second);
    const auto zip = ZipOf({{.name = c.first, .mode = 0},
                            {.name = "exports-other/a", .mode = 0},
                            {.name = c.second, .mode = 0}});
    EXPECT_THAT(ProblemsOf(zip), ElementsAre(IsInvalid(c.message, c.field)));
  }
}

TEST(ReadZip, RefusesArchivesInside) {
  for (const std::string name :
       {"a.zip", "exports/a.ZIP", "a.jar", "a.json.gz", "a.tgz", "a.tar", "a.7z", "a.rar"}) {
    SCOPED_TRACE(name);
    EXPECT_THAT(ProblemsOf(ZipOf({{.name = name, .content = "{}"}})),
                ElementsAre(IsInvalid("archives inside", name)));
  }
  for (const std::string& content :
       {ZipOf(GoodEntries()), "\x1f\x8b\x08"s, "7z\xbc\xaf\x27\x1c\0"s, "Rar!\x1a\x07\x01"s}) {
    SCOPED_TRACE(content);
    EXPECT_THAT(ProblemsOf(ZipOf({{.name = "a.json", .content = content, .deflate = true}})),
                ElementsAre(IsInvalid("archives inside", "a.json")));
  }
}

TEST(ReadZip, RefusesEntriesThatShareData) {
  const auto zip = ZipOf({{.name = "a", .content = "x"}, {.name = "a", .header_offset = 0}});
  EXPECT_THAT(ProblemsOf(zip), ElementsAre(IsInvalid("more than once", "a")));
  const std::string inner = ZipOf({{.name = "b", .content = "{}"}});
  const std::string header = inner.substr(0, inner.find("PK\x01\x02"));
  const auto overlapping = ZipOf(
      {{.name = "a", .content = header}, {.name = "b", .content = "{}", .header_offset = 31}});
  EXPECT_THAT(ProblemsOf(overlapping), ElementsAre(IsInvalid("shares its data", "b")));
}

TEST(ReadZip, RefusesWhatIsNoWholeZip) {
  const std::string good = ZipOf(GoodEntries());
  const struct {
    const char* what;
    std::string bytes;
    const char* message;
  } cases[] = {
      {"nothing", "", "is not a zip archive"},
      {"JSON", R"({"name":"Orders"})", "is not a zip archive"},
      {"something in front", "#!/bin/sh\n" + good, "is not a zip archive"},
      {"only a signature", "PK\x03\x04", "cut short"},
      {"without its end", good.substr(0, good.size() - 1), "cut short"},
      {"something behind", good + "x", "cut short"},
      {"split", Build(RawZip{.entries = GoodEntries(), .disk = 1}), "split archive"},
      {"fewer counted", Build(RawZip{.entries = GoodEntries(), .count = 2}), "damaged"},
      {"more counted", Build(RawZip{.entries = GoodEntries(), .count = 4}), "damaged"},
      {"fewer counted, ZIP64", Build(RawZip{.entries = GoodEntries(), .count = 2, .zip64 = true}),
       "damaged"},
      {"directory too large",
       Build(RawZip{.entries = GoodEntries(), .directory_bytes = 0xfffffff0}), "damaged"},
      {"directory elsewhere",
       Build(RawZip{.entries = GoodEntries(), .directory_offset = 0xfffffff0}), "damaged"},
      {"second directory in the comment",
       Build(RawZip{.entries = GoodEntries(), .comment = ZipOf(GoodEntries())}),
       "more than one directory"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_THAT(ProblemsOf(c.bytes), ElementsAre(IsInvalid(c.message, "")));
  }
}

TEST(ReadZip, NeverTakesATruncatedArchive) {
  auto entries = GoodEntries();
  for (int i = 0; i < 60; ++i) {
    entries.push_back({.name = "flows/" + std::to_string(i) + ".json",
                       .content = std::string(200, static_cast<char>('a' + i % 20)),
                       .deflate = i % 2 == 0});
  }
  for (const bool zip64 : {false, true}) {
    const std::string good = Build(RawZip{.entries = entries, .zip64 = zip64});
    ASSERT_THAT(ProblemsOf(good), SizeIs(0));
    for (std::size_t size = 0; size < good.size(); size += 100) {
      SCOPED_TRACE(size);
      EXPECT_THAT(ProblemsOf(std::string(good, 0, size)), SizeIs(1));
    }
  }
}

TEST(ReadZip, SurvivesAnyDamagedByte) {
  const std::string good = Build(RawZip{.entries = GoodEntries(), .zip64 = true});
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char value : {'\0', '\x7f', '\xff'}) {
      std::string bad = good;
      bad[at] = value;
      const auto files = ReadZipBytes(bad, {});
      EXPECT_LE(files ? files->size() : 0, 3u);
    }
  }
}

TEST(ReadZip, RefusesTooManyEntriesByTheirCountAlone) {
  const struct {
    const char* what;
    RawZip zip;
  } cases[] = {
      {"count of the end record", {.entries = GoodEntries(), .count = 20001}},
      {"count of the ZIP64 end record", {.entries = GoodEntries(), .count = 20001, .zip64 = true}},
      {"largest count", {.entries = GoodEntries(), .count = ~0ull, .zip64 = true}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_THAT(ProblemsOf(Build(c.zip)), ElementsAre(IsTooLarge("the limit is 20000", "")));
  }
}

TEST(ReadZip, RefusesTwoHundredThousandEntries) {
  RawZip zip{.zip64 = true};
  for (int i = 0; i < 200000; ++i) zip.entries.push_back({.name = "f/" + std::to_string(i)});
  const std::string bytes = Build(zip);
  EXPECT_THAT(ProblemsOf(bytes), ElementsAre(IsTooLarge("200000 entries", "")));
  Limits generous;
  generous.bundle_entries = 200000;
  const auto files = ReadZipBytes(bytes, generous);
  ASSERT_TRUE(files) << files.error().message();
  EXPECT_EQ(files->size(), 200000u);
}

TEST(ReadZip, RefusesSizesAboveTheLimits) {
  Limits limits;
  limits.bundle_file_bytes = 10;
  limits.bundle_total_bytes = 15;
  const std::string ten(10, 'x');
  EXPECT_THAT(ProblemsOf(ZipOf({{.name = "a", .content = ten}}), limits), SizeIs(0));
  EXPECT_THAT(ProblemsOf(ZipOf({{.name = "a", .content = ten + "x"}}), limits),
              ElementsAre(IsTooLarge("would take 11 bytes; the limit for one file is 10", "a")));
  EXPECT_THAT(
      ProblemsOf(ZipOf({{.name = "a", .content = ten}, {.name = "b", .content = ten}}), limits),
      ElementsAre(IsTooLarge("would take 20 bytes; the limit for all of them is 15", "")));
}

TEST(ReadZip, RefusesABombByWhatItDeclares) {
  const RawEntry plain{
      .name = "a.json", .data = DeflateZeros(1 << 20), .size = 1ull << 30, .method = 8};
  EXPECT_THAT(ProblemsOf(ZipOf({plain})), ElementsAre(IsTooLarge("1073741824", "a.json")));
  RawEntry wide = plain;
  wide.zip64 = true;
  wide.size = 1ull << 62;
  EXPECT_THAT(ProblemsOf(ZipOf({wide})), ElementsAre(IsTooLarge("4611686018427387904", "a.json")));
}

TEST(ReadZip, StopsABombThatLies) {
  const std::string zeros = DeflateZeros(600ull << 20);
  const RawEntry bomb{.name = "a.json", .data = zeros, .size = 1000, .method = 8};
  EXPECT_THAT(ProblemsOf(ZipOf({bomb})),
              ElementsAre(IsInvalid("holds more than the 1000", "a.json")));
}

TEST(ReadZip, ListsSeveralProblems) {
  std::vector<RawEntry> entries{
      {.name = "../a"}, {.name = "b", .mode = 0120777}, {.name = "c.zip"}};
  EXPECT_THAT(ProblemsOf(ZipOf(entries)),
              ElementsAre(IsInvalid("'..'", "../a"), IsInvalid("symbolic", "b"),
                          IsInvalid("archives", "c.zip")));
  Limits limits;
  limits.bundle_problems = 2;
  EXPECT_THAT(ProblemsOf(ZipOf(entries), limits),
              ElementsAre(IsInvalid("'..'", "../a"), IsInvalid("symbolic", "b"),
                          IsInvalid("and 1 more", "")));
  EXPECT_THAT(ProblemsOf(ZipOf({{.name = "a", .content = "x", .crc = 1},
                                {.name = "b", .content = "{}"},
                                {.name = "c", .content = "x", .crc = 2}})),
              ElementsAre(IsInvalid("checksum", "a"), IsInvalid("checksum", "c")));
}

TEST(ZipReader, ReadsLargeFilesInAnyOrder) {
  const std::string noise = Noise(700'001);
  const std::string even(3'000'000, 'e');
  const imprint::test::TempFolder folder;
  folder.Write("zip", ZipOf({{.name = "c", .content = noise},
                             {.name = "b", .content = even, .deflate = true},
                             {.name = "a", .content = noise + even, .deflate = true},
                             {.name = "d/", .mode = 0}}));
  const auto zip = ZipReader::Open(folder.Path("zip"), {});
  ASSERT_TRUE(zip) << zip.error().message();
  EXPECT_EQ((*zip)->inflated_bytes(), 2 * (noise.size() + even.size()));
  EXPECT_EQ((*zip)->largest_file(), noise.size() + even.size());
  ASSERT_EQ((*zip)->size(), 3u);
  std::string buffer;
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ((*zip)->path(2), "c");
    EXPECT_TRUE((*zip)->Read(2, buffer).value() == noise);
    EXPECT_TRUE((*zip)->Read(0, buffer).value() == noise + even);
    EXPECT_TRUE((*zip)->Read(1, buffer).value() == even);
  }
}

TEST(ZipReader, OpensWhatIsDamagedInside) {
  const std::string bytes = ZipOf({{.name = "a", .content = "x", .crc = 1}, {.name = "b"}});
  const auto zip = ZipReader::OpenBytes(bytes, {});
  ASSERT_TRUE(zip);
  std::string buffer;
  const auto damaged = (*zip)->Read(0, buffer);
  ASSERT_FALSE(damaged);
  EXPECT_THAT(damaged.error().problems, ElementsAre(IsInvalid("checksum", "a")));
  EXPECT_EQ((*zip)->Read(1, buffer).value(), "");
}

TEST(ZipReader, TellsAFileThatBecameShorter) {
  const imprint::test::TempFolder folder;
  folder.Write("zip", ZipOf({{.name = "a", .content = Noise(200'000)}}));
  const auto zip = ZipReader::Open(folder.Path("zip"), {});
  ASSERT_TRUE(zip);
  std::filesystem::resize_file(folder.Path("zip"), 100'000);
  std::string buffer;
  EXPECT_EQ((*zip)->Read(0, buffer).error().code(), ErrorCode::kUnavailable);
}

TEST(ReadZip, RefusesADirectoryThatIsLargerThanItsEntriesNeed) {
  std::vector<RawEntry> entries;
  for (int i = 0; i < 10; ++i) entries.push_back({.name = std::string(1000, static_cast<char>('a' + i))});
  Limits limits;
  limits.bundle_entries = 10;
  EXPECT_THAT(ProblemsOf(ZipOf(entries), limits),
              ElementsAre(IsTooLarge("directory takes 10460 bytes; the limit is 5120", "")));
}

TEST(ReadZipFile, ReadsAndTellsWhatIsWrong) {
  const imprint::test::TempFolder folder;
  folder.Write("good", ZipOf(GoodEntries()));
  EXPECT_EQ(ReadZipFile(folder.Path("good"), {}).value(),
            ReadZipBytes(ZipOf(GoodEntries()), {}).value());
  EXPECT_EQ(ReadZipFile(folder.Path("none"), {}).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(ReadZipFile(folder.Path(""), {}).error().code(), ErrorCode::kInvalidBundle);
  Limits limits;
  limits.upload_bytes = 100;
  EXPECT_EQ(ReadZipFile(folder.Path("good"), limits).error().code(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace imprint
