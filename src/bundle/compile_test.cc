#include "bundle/compile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json/document.h"
#include "bundle/json_path.h"
#include "model/render.h"

namespace imprint {
namespace {

using ::testing::HasSubstr;

const std::string kIntegration = "5f00000000000000000000aa";
const std::string kConnection = "5f00000000000000000000c1";
const std::string kExport = "5f00000000000000000000e1";
const std::string kImport = "5f00000000000000000000f1";
const std::string kFlow = "5f0000000000000000000001";
const std::string kScript = "5f00000000000000000000d1";
const std::string kNowhere = "5f0000000000000000009999";

std::vector<ArchiveFile> Bundle(std::vector<ArchiveFile> more = {}) {
  std::vector<ArchiveFile> files = {
      {"integration.json", R"({"_id":")" + kIntegration + R"(","name":"Shop"})"},
      {"connections/c.json", R"({"_id":")" + kConnection + R"(","type":"http","name":"Store"})"},
      {"exports/e.json",
       R"({"_id":")" + kExport + R"(","name":"E","_connectionId":")" + kConnection + R"("})"},
  };
  for (auto& file : more) {
    std::erase_if(files, [&](const ArchiveFile& known) { return known.path == file.path; });
    files.push_back(std::move(file));
  }
  return files;
}

ArchiveFile Flow(const std::string& members) {
  return {"flows/f.json",
          R"({"_id":")" + kFlow + "\"" + (members.empty() ? "" : ",") + members + "}"};
}

const CompiledResource& Only(const CompiledVersion& version, Model model) {
  return version.resources[version.OrdinalsOf(model).at(0)];
}

std::string Rendered(const CompiledVersion& version, Model model) {
  std::string out;
  RenderTemplate(version, version.OrdinalsOf(model).at(0), out);
  return out;
}

CompiledVersion Good(std::vector<ArchiveFile> more) {
  auto version = Compile(Bundle(std::move(more)), Limits{});
  EXPECT_TRUE(version) << (version ? ""
                                   : version.error().message() + " at " +
                                         version.error().problems[0].field);
  return version ? std::move(*version) : CompiledVersion{};
}

Error Bad(std::vector<ArchiveFile> files) {
  const auto version = Compile(files, Limits{});
  EXPECT_FALSE(version);
  return version ? Error(ErrorCode::kInternal, "") : version.error();
}

TEST(Compile, PutsTheIntegrationFirstAndNumbersTheRest) {
  const CompiledVersion version = Good({Flow(R"("name":"F")")});
  ASSERT_EQ(version.resources.size(), 4u);
  EXPECT_EQ(version.resources[0].model, Model::kIntegration);
  EXPECT_EQ(version.resources[1].type, "http");
  EXPECT_EQ(Only(version, Model::kExport).references, (std::vector<std::uint32_t>{1}));
}

TEST(Compile, IsAPureFunctionOfTheContent) {
  auto files = Bundle({Flow(R"("a":1)")});
  const auto one = Compile(files, Limits{});
  std::reverse(files.begin(), files.end());
  const auto two = Compile(files, Limits{});
  EXPECT_EQ(EncodeVersion(*one), EncodeVersion(*two));
}

TEST(Compile, KeepsNumbersOrderAndUnknownFields) {
  const CompiledVersion version = Good(
      {Flow(R"("z":1.0,"a":1e3,"n":12345678901234567890123,"s":"\u0041\/","disabled":false)")});
  EXPECT_EQ(Rendered(version, Model::kFlow),
            R"({"_id":")" + kFlow +
                R"(","z":1.0,"a":1e3,"n":12345678901234567890123,"s":"\u0041\/","disabled":true})");
}

// Whoever lists the flows that do not run relies on it without a look at their documents.
TEST(Compile, DisablesEveryFlow) {
  for (const std::string members :
       {R"("name":"F")", R"("disabled":false)", R"("disabled":true)", R"("disabled":null)",
        R"("disabled":"<<v>>")", R"("disabled":"a <<v>>")", R"("disabled":{"a":["<<v>>"]})",
        R"("dis\u0061bled":false)", R"("<<v>>":false)", R"("a":1,"disabled":0,"b":"<<v>>")",
        R"("settings":{"disabled":false})", R"("Disabled":false,"disabled ":false)"}) {
    SCOPED_TRACE(members);
    const CompiledVersion version = Good({Flow(members)});
    for (const char* value : {"false", R"("disabled")", R"(",\"disabled\":false,\"")"}) {
      Installation installation;
      installation.blocks = {{*Id::FromObjectIdText(kNowhere), version.id_count(), 0}};
      installation.bindings.variables["v"] = value;
      std::string text;
      RenderInstalled(version, installation, version.OrdinalsOf(Model::kFlow).at(0), text);
      const auto document = json::Document::Parse(text, 10);
      ASSERT_TRUE(document) << text;
      EXPECT_TRUE(document->root()["disabled"].is_true()) << text;
    }
  }
}

TEST(Compile, DropsServerManagedFieldsAtTheTopOnly) {
  const CompiledVersion version = Good({Flow(
      R"("createdAt":"x","name":"F","lastModified":"y","settings":{"createdAt":"stays"},"free":false,"_sourceId":"q")")});
  EXPECT_EQ(
      Rendered(version, Model::kFlow),
      R"({"_id":")" + kFlow + R"(","name":"F","settings":{"createdAt":"stays"},"disabled":true})");
}

TEST(Compile, RewritesReferencesAndWholeWordsInTexts) {
  const CompiledVersion version = Good(
      {Flow(R"("pageGenerators":[{"_exportId":")" + kExport + R"("}],"note":"see /v1/exports/)" +
            kExport + R"(?x","other":")" + kNowhere + R"(","keys":{")" + kExport + R"(":1})")});
  const CompiledResource& flow = Only(version, Model::kFlow);
  EXPECT_EQ(flow.slots.size(), 4u);  // its own id, the reference, the text and the key
  EXPECT_EQ(flow.references.size(), 1u);
  ASSERT_EQ(version.warnings.size(), 2u);
  EXPECT_EQ(version.warnings[0].code, "text_id_rewritten");
  EXPECT_EQ(version.warnings[0].place.path, "note");
}

TEST(Compile, LeavesOptionalReferencesOutAndTellsSo) {
  struct {
    std::string members;
    std::string left;
    const char* path;
  } cases[] = {
      {R"("_runNextFlowIds":[")" + kNowhere + R"(",")" + kFlow + R"("])",
       R"("_runNextFlowIds":[")" + kFlow + R"("])", "_runNextFlowIds[0]"},
      {R"("_keepDeltaBehindFlowId":")" + kNowhere + R"(","b":2)", R"("b":2)",
       "_keepDeltaBehindFlowId"},
      {R"("aliases":[{"alias":"x","_exportId":")" + kNowhere + R"("},{"alias":"y","_exportId":")" +
           kExport + R"("}])",
       R"("aliases":[{"alias":"y","_exportId":")" + kExport + R"("}])", "aliases[0]._exportId"},
      {R"("a":1,"_integrationId":")" + kExport + "\"", R"("a":1)", "_integrationId"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.members);
    const CompiledVersion version = Good({Flow(c.members)});
    EXPECT_EQ(Rendered(version, Model::kFlow),
              R"({"_id":")" + kFlow + "\"," + c.left + R"(,"disabled":true})");
    ASSERT_EQ(version.warnings.size(), 1u);
    EXPECT_EQ(version.warnings[0].code, "reference_omitted");
    EXPECT_EQ(version.warnings[0].place.path, c.path);
  }
}

TEST(Compile, RefusesWhatCannotWorkWithoutItsReference) {
  struct {
    std::vector<ArchiveFile> files;
    const char* field;
  } cases[] = {
      {{{"exports/e.json",
         R"({"_id":")" + kExport + R"(","_connectionId":")" + kNowhere + R"("})"}},
       "exports/e.json: _connectionId"},
      {{Flow(R"("pageProcessors":[{"_importId":")" + kNowhere + R"("}])")},
       "flows/f.json: pageProcessors[0]._importId"},
      {{Flow(R"("pageGenerators":[{"_exportId":")" + kConnection + R"("}])")},
       "flows/f.json: pageGenerators[0]._exportId"},
      {{Flow(R"("pageProcessors":[{"hooks":{"postMap":{"_scriptId":"none"}}}])")},
       "flows/f.json: pageProcessors[0].hooks.postMap._scriptId"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.field);
    const Error error = Bad(Bundle(c.files));
    EXPECT_EQ(error.code(), ErrorCode::kInvalidBundle);
    EXPECT_EQ(error.problems[0].field, c.field);
  }
}

TEST(Compile, CopiesKeptAndLenientReferences) {
  const CompiledVersion version =
      Good({{"exports/e.json", R"({"_id":")" + kExport + R"(","_connectionId":")" + kConnection +
                                   R"(","http":{"_httpConnectorVersionId":")" + kNowhere +
                                   R"("},"hooks":{"preSavePage":{"_stackId":")" + kNowhere +
                                   R"("}}})"}});
  EXPECT_THAT(Rendered(version, Model::kExport),
              HasSubstr(R"("_httpConnectorVersionId":")" + kNowhere));
  EXPECT_TRUE(version.stack_required);
  ASSERT_EQ(version.warnings.size(), 1u);
  EXPECT_EQ(version.warnings[0].code, kStackUnbound);
}

TEST(Compile, ForgetsWhatItFoundInAnEntryThatIsLeftOut) {
  const CompiledVersion version =
      Good({Flow(R"("aliases":[{"alias":"<<gone>>","note":")" + kExport + R"(","_exportId":")" +
                 kNowhere + R"("}],"b":"<<stays>>")")});
  ASSERT_EQ(version.variables.size(), 1u);
  EXPECT_EQ(version.variables[0].name, "stays");
  ASSERT_EQ(version.warnings.size(), 1u);
  EXPECT_EQ(version.warnings[0].code, "reference_omitted");
  EXPECT_EQ(Only(version, Model::kFlow).slots.size(), 2u);
}

TEST(Compile, LooksIntoObjectsWhereAnIdShouldStand) {
  const CompiledVersion version =
      Good({Flow(R"("pageGenerators":[{"_exportId":{"_id":")" + kExport + R"("}}])")});
  EXPECT_EQ(Only(version, Model::kFlow).slots.size(), 2u);
}

TEST(Compile, GivesEmbeddedIdsOrdinals) {
  const std::string group = "5f00000000000000000000b1";
  const CompiledVersion version =
      Good({{"integration.json", R"({"_id":")" + kIntegration +
                                     R"(","name":"S","flowGroupings":[{"_id":")" + group +
                                     R"(","name":"G"}]})"},
            Flow(R"("_flowGroupingId":")" + group + "\"")});
  ASSERT_EQ(version.embedded.size(), 1u);
  EXPECT_EQ(version.id_count(), 5u);
  EXPECT_EQ(Only(version, Model::kFlow).slots[1].index, 4u);
}

TEST(Compile, JoinsScriptsWithTheirSource) {
  const CompiledVersion version =
      Good({{"scripts/old-name.json", R"({"_id":")" + kScript + R"(","name":"S","content":"old"})"},
            {"scripts/s-" + kScript + ".js", "var a = \"<<who>>\";\n// " + kFlow + "\n"},
            Flow("")});
  EXPECT_EQ(Rendered(version, Model::kScript),
            R"({"_id":")" + kScript + R"(","name":"S","content":"var a = \"<<who>>\";\n// )" +
                kFlow + R"(\n"})");
  ASSERT_EQ(version.variables.size(), 1u);
  EXPECT_EQ(version.variables[0].places, (std::vector<Place>{{4, "content"}}));
  EXPECT_EQ(version.warnings[0].place.path, "content");
  EXPECT_EQ(Only(version, Model::kScript).slots.size(), 3u);
}

TEST(Compile, RefusesCredentialsAndNamesThem) {
  struct {
    const char* members;
    const char* field;  // nothing: not refused
  } cases[] = {
      {R"("http":{"auth":{"token":{"token":"abc"}}})", "connections/c.json: http.auth.token.token"},
      {R"("http":{"encrypted":{"key":"abc"}})", "connections/c.json: http.encrypted"},
      {R"("as2":{"partner":{"privateKey":"abc"}})", "connections/c.json: as2.partner.privateKey"},
      {R"("rdbms":{"pass\u0077ord":"abc"})", "connections/c.json: rdbms.password"},
      {R"("rdbms":{"password":"******"})", nullptr},
      {R"("rdbms":{"password":""})", nullptr},
      {R"("rdbms":{"password":"<<db_password>>"})", nullptr},
      {R"("http":{"encrypted":{}})", nullptr},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.members);
    const std::vector<ArchiveFile> files =
        Bundle({{"connections/c.json",
                 R"({"_id":")" + kConnection + R"(","type":"http",)" + c.members + "}"}});
    const auto version = Compile(files, Limits{});
    if (c.field) {
      ASSERT_FALSE(version);
      EXPECT_EQ(version.error().code(), ErrorCode::kSecretInTemplate);
      EXPECT_EQ(version.error().problems[0].field, c.field);
      EXPECT_EQ(version.error().message().find("abc"), std::string::npos);
    } else {
      ASSERT_TRUE(version);
      EXPECT_EQ(Rendered(*version, Model::kConnection).find("ssword"), std::string::npos);
      EXPECT_TRUE(version->variables.empty());
    }
  }
}

TEST(Compile, ListsVariablesWithTheirPlaces) {
  const CompiledVersion version = Good({Flow(R"("a":"<<x>>","b":["<<y>> and <<x>> and <<x>>"])")});
  ASSERT_EQ(version.variables.size(), 2u);
  EXPECT_EQ(version.variables[0].name, "x");
  EXPECT_EQ(version.variables[0].places, (std::vector<Place>{{3, "a"}, {3, "b[0]"}}));
  EXPECT_EQ(Only(version, Model::kFlow).slots[1].kind, SlotKind::kVariableWhole);
  EXPECT_EQ(Only(version, Model::kFlow).slots[2].kind, SlotKind::kVariableText);
}

TEST(Compile, RefusesBundlesOfTheWrongShape) {
  const auto integration = Bundle()[0];
  struct {
    const char* what;
    std::vector<ArchiveFile> files;
    const char* message;
  } cases[] = {
      {"no integration", {Bundle()[1]}, "exactly one integration.json"},
      {"unknown folder", Bundle({{"things/x.json", "{}"}}), "No part of a bundle"},
      {"second integration", Bundle({{"sub/integration.json", "{}"}}), "No part of a bundle"},
      {"not JSON", Bundle({{"flows/f.json", "{"}}), "Not valid JSON"},
      {"not an object", Bundle({{"flows/f.json", "[]"}}), "must be a JSON object"},
      {"no id", Bundle({{"flows/f.json", "{}"}}), "_id of 24"},
      {"bad id", Bundle({{"flows/f.json", R"({"_id":"5F0000000000000000000001"})"}}), "_id of 24"},
      {"same id", Bundle({{"flows/f.json", R"({"_id":")" + kExport + "\"}"}}), "already"},
      {"lone script", Bundle({{"scripts/x.js", "1"}}), "belongs to"},
      {"repeated key", Bundle({Flow(R"("a":1,"a":2)")}), "stands twice"},
      {"deep", Bundle({Flow("\"a\":" + std::string(200, '[') + std::string(200, ']'))}),
       "nested deeper"},
      {"script not text", Bundle({{"scripts/x.js", "\xff"}}), "not UTF-8"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const Error error = Bad(c.files);
    EXPECT_EQ(error.code(), ErrorCode::kInvalidBundle);
    EXPECT_THAT(error.message(), HasSubstr(c.message));
  }
}

TEST(Compile, TellsAllProblemsUpToItsLimit) {
  std::vector<ArchiveFile> files = Bundle();
  for (int i = 0; i < 30; ++i) files.push_back({"flows/" + std::to_string(i) + ".json", "{"});
  Limits limits;
  EXPECT_EQ(Compile(files, limits).error().problems.size(), 30u);
  limits.bundle_problems = 10;
  EXPECT_EQ(Compile(files, limits).error().problems.size(), 11u);
  EXPECT_THAT(Compile(files, limits).error().problems.back().message, HasSubstr("20 more"));
}

TEST(Compile, LimitsWhatOneDocumentTakes) {
  std::string items = "1";
  for (int i = 0; i < 1'000'000; ++i) items += ",1";
  EXPECT_THAT(Bad(Bundle({Flow("\"x\":[" + items + "]")})).message(), HasSubstr("1000000 keys"));

  Limits limits;
  limits.bundle_file_bytes = 1000;
  const std::string document = R"({"_id":")" + kScript + R"("})";
  const auto with_source = [&](const std::string& source) {
    return Compile(Bundle({{"scripts/s.json", document}, {"scripts/s.js", source}}), limits);
  };
  EXPECT_TRUE(with_source(std::string(900, 'x')));
  const auto escaped = with_source(std::string(900, '\1'));
  ASSERT_FALSE(escaped);
  EXPECT_EQ(escaped.error().code(), ErrorCode::kTooLarge);
  EXPECT_EQ(escaped.error().problems[0].field, "scripts/s.js");
}

TEST(JsonPath, TellsOnlySoMuch) {
  JsonPath path;
  const JsonPath::Step first(path, "pages");
  const JsonPath::Step second(path, std::size_t{12});
  const std::string name = "é" + std::string(1'000'000, 'k');
  const JsonPath::Step third(path, name);
  const JsonPath::Step fourth(path, name);
  EXPECT_EQ(path.Text(3), "pag");
  EXPECT_EQ(path.Text(9), "pages[12]");
  EXPECT_EQ(path.Text(11), "pages[12].") << "no half of a character";
  EXPECT_EQ(path.Text(12), "pages[12].é");
  const std::string shown = path.Text(500);
  EXPECT_EQ(shown.size(), 500u);
  EXPECT_LT(shown.capacity(), 2'000u) << "nothing longer was made";
  EXPECT_EQ(path.Text(10'000'000), "pages[12]." + name + "." + name);
}

/// Files of which some cannot be read; from the second round of reading on, others too.
class DamagedFiles : public FilesInMemory {
 public:
  using FilesInMemory::FilesInMemory;
  Result<std::string_view> Read(std::size_t index, std::string& buffer) override {
    const ErrorCode code = reads_++ < size() ? first_code : second_code;
    const bool good = code == ErrorCode::kInternal || path(index).starts_with("integration");
    if (good) return FilesInMemory::Read(index, buffer);
    return Fail(code, "damaged", std::string(path(index)));
  }

  ErrorCode first_code = ErrorCode::kInternal;  // none
  ErrorCode second_code = ErrorCode::kInternal;

 private:
  std::size_t reads_ = 0;
};

TEST(Compile, TellsAllDamagedFilesBeforeWhatIsInTheOthers) {
  const auto files = Bundle({{"integration.json", "no JSON"}});
  DamagedFiles source(files);
  source.first_code = ErrorCode::kInvalidBundle;
  const auto version = Compile(source, Limits{});
  ASSERT_FALSE(version);
  ASSERT_EQ(version.error().problems.size(), 2u);
  EXPECT_EQ(version.error().problems[0].field, "connections/c.json");
  EXPECT_EQ(version.error().problems[1].field, "exports/e.json");
}

TEST(Compile, EndsWhenAFileCannotBeReadAtAll) {
  const auto files = Bundle();
  for (const bool second : {false, true}) {
    DamagedFiles source(files);
    (second ? source.second_code : source.first_code) = ErrorCode::kUnavailable;
    const auto version = Compile(source, Limits{});
    ASSERT_FALSE(version);
    EXPECT_EQ(version.error().code(), ErrorCode::kUnavailable);
    EXPECT_EQ(version.error().problems.size(), 1u);
  }
}

TEST(Compile, LimitsTheNumberOfResources) {
  Limits limits;
  limits.bundle_resources = 2;
  EXPECT_EQ(Compile(Bundle(), limits).error().code(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace imprint
