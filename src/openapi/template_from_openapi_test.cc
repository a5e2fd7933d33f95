#include "openapi/template_from_openapi.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json/document.h"

namespace imprint {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kHead =
    "openapi: 3.0.3\ninfo: {title: Shop, description: Sells.}\nservers: [{url: "
    "'https://shop.example/v1/'}]\n";

// A converted document, with its JSON at hand.
struct Made {
  explicit Made(const std::string& yaml, ConvertOptions options = {}) {
    auto result = TemplateFromOpenApi(yaml, options);
    if (!result) {
      ADD_FAILURE() << result.error().message() << "\n" << yaml.substr(0, 1000);
      return;
    }
    converted = std::move(*result);
    document = *json::Document::Parse(converted.template_json, 100);
  }

  json::Value head() const { return document.root()["template"]; }
  std::vector<json::Value> tools() const { return head()["tools"].items(); }
  json::Value tool(std::string_view name) const {
    for (const json::Value tool : tools()) {
      if (tool["name"].Is(name)) return tool;
    }
    ADD_FAILURE() << "no tool " << name << " in " << converted.template_json;
    return document.root();
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const json::Value tool : tools()) names.push_back(*tool.StringMember("name"));
    return names;
  }

  Converted converted;
  json::Document document;
};

Made WithPaths(const std::string& paths, ConvertOptions options = {}) {
  return Made(std::string(kHead) + "paths:\n" + paths, options);
}

// One POST operation "t" whose body has the schema, given in YAML's flow form.
Made WithBody(const std::string& schema, const std::string& rest = "") {
  return WithPaths(
      "  /t: {post: {operationId: t, requestBody: {required: true, content: "
      "{application/json: {schema: " +
      schema + "}}}}}\n" + rest);
}

// The parameter's type, and "!" where it is required, of each of a list: "a:string!".
std::vector<std::string> Types(json::Value params) {
  std::vector<std::string> types;
  for (const json::Value param : params.items()) {
    types.push_back(*param.StringMember("name") + ":" +
                    param.StringMember("data_type").value_or("-") +
                    (param["required"].is_true() ? "!" : ""));
  }
  return types;
}

TEST(TemplateFromOpenApi, WritesAWholeTemplate) {
  const Made made(R"(
openapi: 3.1.0
info: {title: Pets, description: All pets.}
externalDocs: {url: 'https://pets.example/docs'}
servers: [{url: 'https://pets.example/'}]
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
security: [{token: []}]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      description: Gives a pet.
      parameters:
      - {name: id, in: path, required: true, description: The pet., schema: {type: integer}}
      - {name: full, in: query, schema: {type: boolean}}
)");
  EXPECT_EQ(made.converted.tools, 1u);
  EXPECT_EQ(made.converted.template_json, R"({
  "name": "Pets",
  "language": "es",
  "description": "All pets.",
  "setup_guide_url": "https://pets.example/docs",
  "template": {
    "integration_type": "HTTP",
    "base_url": "https://pets.example",
    "auth_type": "API_KEY",
    "headers": null,
    "description": "All pets.",
    "tools": [
      {
        "name": "get_pet",
        "description": "Gives a pet.",
        "endpoint_path": "/pets/{id}",
        "method": "GET",
        "query": [
          {
            "name": "full",
            "data_type": "boolean",
            "description": "",
            "required": false,
            "value_source": "llm",
            "fixed_value": null
          }
        ],
        "path": [
          {
            "name": "id",
            "description": "The pet.",
            "required": true,
            "value_source": "llm",
            "fixed_value": null
          }
        ],
        "body": [],
        "headers": null,
        "timeout": 5,
        "approval_required": false,
        "execution_audio": null,
        "pre_speech": "auto"
      }
    ]
  }
})");
}

TEST(TemplateFromOpenApi, NamesTools) {
  const Made made = WithPaths(
      "  /a: {get: {operationId: listItems}, post: {operationId: list_items}, put: {}}\n"
      "  /a/{item-id}: {delete: {summary: Gone., deprecated: true}}\n"
      "  /b: {get: {operationId: '" +
      std::string(100, 'x') + "'}}\n");
  EXPECT_THAT(made.Names(), ElementsAre("list_items", "list_items_2", "put_a", "delete_a_item_id",
                                        std::string(64, 'x')));
  EXPECT_EQ(made.tool("delete_a_item_id").StringMember("description"), "(deprecated) Gone.");
  EXPECT_EQ(made.tool("put_a").StringMember("description"), "PUT /a");
  EXPECT_TRUE(made.tool("put_a")["approval_required"].is_true());
}

TEST(TemplateFromOpenApi, KeepsPathAndParametersInAgreement) {
  const Made made = WithPaths(R"(
  /x/{item-id}/{item_id}/{free}/a b<<c>>/{item-id}:
    parameters: [{name: item-id, in: path, schema: {type: string}, description: Shared.}]
    get:
      operationId: t
      parameters:
      - {name: item-id, in: path, description: Own., schema: {type: string}}
      - {name: item_id, in: path, schema: {enum: [7]}}
      - {name: other, in: path, schema: {type: string}}
  /broken/{a: {get: {operationId: broken}}
  /empty/{}: {get: {operationId: empty}}
)");
  const json::Value tool = made.tool("t");
  EXPECT_EQ(tool.StringMember("endpoint_path"),
            "/x/{item_id}/{item_id_2}/{free}/a%20b%3C%3Cc%3E%3E/{item_id}");
  EXPECT_THAT(Types(tool["path"]), ElementsAre("item_id:-!", "item_id_2:-!", "free:-!"));
  EXPECT_EQ(tool["path"].items()[0].StringMember("description"), "Own.");
  EXPECT_EQ(tool["path"].items()[1].At("fixed_value").token(), "\"7\"");
  EXPECT_THAT(made.Names(), ElementsAre("t"));
  const auto& notes = made.converted.notes;
  EXPECT_THAT(notes, Contains(HasSubstr("path `other` is not in the path")));
  EXPECT_THAT(notes, Contains(HasSubstr("path `free` is not declared")));
  EXPECT_THAT(notes, Contains(HasSubstr("GET /broken/{a: left out")));
  EXPECT_THAT(notes, Contains(HasSubstr("GET /empty/{}: left out")));
}

TEST(TemplateFromOpenApi, ReadsQueryParameters) {
  const Made made = WithPaths(R"(
  /t:
    get:
      operationId: t
      parameters:
      - {name: n, in: query, required: true, schema: {type: integer, default: 30}}
      - {name: v, in: query, required: true, schema: {const: '2'}}
      - {name: o, in: query, schema: {enum: [a]}}
      - {name: many, in: query, schema: {type: array, items: {enum: [a, b]}}}
      - {name: csv, in: query, explode: false, schema: {type: array, items: {type: string}}}
      - {name: filter, in: query, style: deepObject, schema: {properties: {a: {type: integer}, b: {type: object}}}}
      - {name: page, in: query, schema: {properties: {size: {type: number}}}}
      - {name: doc, in: query, content: {application/json: {schema: {type: object}}}}
      - {name: two words, in: query, schema: {type: string}}
      - {$ref: '#/components/parameters/none'}
)");
  const json::Value query = made.tool("t")["query"];
  EXPECT_THAT(Types(query),
              ElementsAre("n:integer!", "v:string!", "o:string", "many:string", "csv:string",
                          "filter[a]:integer", "filter[b]:string", "size:number", "doc:string"));
  EXPECT_EQ(query.items()[0].StringMember("description"), "Default: 30.");
  EXPECT_EQ(query.items()[1]["fixed_value"].token(), "\"2\"");
  EXPECT_EQ(query.items()[1].StringMember("value_source"), "fixed");
  EXPECT_EQ(query.items()[2].StringMember("value_source"), "llm") << "optional: not always sent";
  EXPECT_EQ(query.items()[3].StringMember("description"), "One of: a, b. One value.");
  EXPECT_THAT(*query.items()[4].StringMember("description"), HasSubstr("commas"));
  const auto& notes = made.converted.notes;
  EXPECT_THAT(
      notes,
      Contains("GET /t: query `many` takes several values by repetition; it takes one value"));
  EXPECT_THAT(notes, Contains(HasSubstr("query `doc` carries a document")));
  EXPECT_THAT(notes, Contains(HasSubstr("query `two words` has a name")));
  EXPECT_THAT(notes, Contains(HasSubstr("a parameter refers to \"#/components/parameters/none\"")));
}

TEST(TemplateFromOpenApi, ReadsHeadersAndCookies) {
  const Made made = WithPaths(R"(
  /t:
    get:
      operationId: t
      parameters:
      - {name: X-Version, in: header, required: true, schema: {enum: ['2']}}
      - {name: X-Lang, in: header, required: true, schema: {type: string, default: es}}
      - {name: X-Tenant, in: header, required: true, schema: {type: string}}
      - {name: X-Trace, in: header, schema: {type: string}}
      - {name: Accept, in: header, required: true, schema: {type: string}}
      - {name: sid, in: cookie, schema: {type: string}}
)");
  EXPECT_EQ(made.tool("t")["headers"].token(),
            R"({"X-Lang":"es","X-Tenant":"<<x_tenant>>","X-Version":"2"})");
  const auto& notes = made.converted.notes;
  EXPECT_THAT(notes,
              Contains(HasSubstr(
                  "header `X-Tenant` is a required header; it has the variable <<x_tenant>>")));
  EXPECT_THAT(notes, Contains(HasSubstr("header `X-Trace` is an optional header")));
  EXPECT_THAT(notes, Contains(HasSubstr("cookie `sid` is a cookie")));
  EXPECT_THAT(notes, Not(Contains(HasSubstr("Accept"))));
}

TEST(TemplateFromOpenApi, ReadsBodies) {
  const Made made = WithBody(R"({required: [a, l, v], properties: {
    a: {type: object, required: [b], properties: {b: {type: integer, description: Deep.}}},
    l: {type: array, description: Some., items: {type: object, properties: {x: {}, y: {}}}},
    v: {const: true}, w: {const: [1]}, r: {type: string, readOnly: true}, p: {type: string, writeOnly: true},
    m: {type: object, additionalProperties: {type: string}}, e: {}, two words: {type: string},
    d: {type: string, deprecated: true, format: date, enum: [x, z]}}})");
  const json::Value body = made.tool("t")["body"];
  EXPECT_THAT(Types(body), ElementsAre("a:object!", "l:string!", "v:boolean!", "w:string",
                                       "p:string", "m:object", "e:string", "d:string"));
  EXPECT_THAT(Types(body.items()[0]["properties"]), ElementsAre("b:integer!"));
  EXPECT_EQ(body.items()[1].StringMember("description"),
            "Some. A JSON array of objects with the fields x, y.");
  EXPECT_EQ(body.items()[2]["fixed_value"].token(), "true");
  EXPECT_EQ(body.items()[1]["properties"].token(), "null");
  EXPECT_EQ(body.items()[7].StringMember("description"),
            "(deprecated) One of: x, z. Format: date.");
  const auto& notes = made.converted.notes;
  EXPECT_THAT(
      notes,
      Contains("POST /t: body `l` is a list; a string that holds a JSON array stands for it"));
  EXPECT_THAT(notes, Contains(HasSubstr("body `m` takes fields of any name")));
  EXPECT_THAT(notes, Contains(HasSubstr("body `e` has no type")));
  EXPECT_THAT(notes, Contains(HasSubstr("body `two words` has a name")));
}

TEST(TemplateFromOpenApi, LeavesOutWhatNeedsABodyOfAnotherKind) {
  const char* paths = R"(
  /keep: {post: {operationId: keep, requestBody: {content: {text/plain: {schema: {type: string}}}}}}
  /file: {post: {operationId: file, requestBody: {required: true, content: {multipart/form-data: {}}}}}
  /list: {post: {operationId: list, requestBody: {required: true, content: {application/json: {schema: {type: array}}}}}}
  /get: {get: {operationId: get, requestBody: {required: true, content: {application/json: {}}}}}
  /form: {post: {operationId: form, requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {properties: {a: {type: string}}}}}}}}
  /patch: {patch: {operationId: patch, requestBody: {content: {application/merge-patch+json: {schema: {required: [a], properties: {a: {type: string}}}}}}}}
  /head: {head: {}, options: {}}
)";
  const Made made = WithPaths(paths);
  EXPECT_THAT(made.Names(), ElementsAre("keep", "get", "form", "patch"));
  EXPECT_EQ(made.tool("form").At("headers").token(),
            R"({"Content-Type":"application/x-www-form-urlencoded"})");
  EXPECT_EQ(made.tool("patch").At("headers").token(),
            R"({"Content-Type":"application/merge-patch+json"})");
  const auto& notes = made.converted.notes;
  EXPECT_THAT(notes, Contains("POST /keep: body is text/plain, not JSON; the tool sends none"));
  EXPECT_THAT(notes, Contains("POST /file: left out: its body is multipart/form-data, not JSON"));
  EXPECT_THAT(notes, Contains("POST /list: left out: its body is a JSON array, not an object"));
  EXPECT_THAT(notes, Contains("GET /get: body cannot be sent with GET; the tool sends none"));
  EXPECT_THAT(notes, Contains(HasSubstr("POST /form: body is a form")));
  EXPECT_THAT(notes, Contains("head /head: left out: tools do not have this method"));
  EXPECT_THAT(notes, Contains("options /head: left out: tools do not have this method"));
}

TEST(TemplateFromOpenApi, CutsCyclesAndDepth) {
  const Made tree = WithBody("{$ref: '#/components/schemas/Tree'}", R"(
components: {schemas: {Tree: {type: object, properties: {name: {type: string},
  child: {$ref: '#/components/schemas/Tree'}, children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}}}
)");
  EXPECT_THAT(Types(tree.tool("t")["body"]),
              ElementsAre("name:string", "child:object", "children:string"));
  EXPECT_THAT(tree.converted.notes, Contains(HasSubstr("body `child` leads back")));
  std::string deep = "{type: string}";
  for (int i = 0; i < 30; ++i) deep = "{properties: {p: " + deep + "}}";
  EXPECT_THAT(WithBody(deep).converted.notes, Contains(HasSubstr("nested too deep")));
}

TEST(TemplateFromOpenApi, LeavesNoPlaceholderOfTheDocuments) {
  const Made made = Made(R"({"openapi":"3.0.0","info":{"title":"<<t>>","description":"<<<d>>"},
    "externalDocs":{"url":"https://x/<<u>>"},"servers":[{"url":"https://x.example"}],
    "paths":{"/<<p>>/{<<q>>}":{"post":{"operationId":"<<o>>","description":"<","summary":"<<s>>",
      "parameters":[{"name":"<<h>>","in":"query","schema":{}},
        {"name":"X-A","in":"header","required":true,"schema":{"default":"<<v>>"}},
        {"name":"c","in":"query","required":true,"schema":{"const":"<<c>>"}},
        {"name":"e","in":"query","description":"a <","schema":{"enum":["<<e>>","<"],"default":"<<f>>"}}],
      "requestBody":{"content":{"application/<<m>>+json":{"schema":{"properties":{
        "<<n>>":{"type":"string"},"b":{"description":"\u003c\u003cw>>"}}}}}}}}}})");
  std::string text = made.converted.template_json;
  const std::string own = "<<x_a>>";
  ASSERT_NE(text.find(own), text.npos);
  text.erase(text.find(own), own.size());
  EXPECT_EQ(text.find("<<"), text.npos) << text;
}

TEST(TemplateFromOpenApi, FindsTheBaseUrl) {
  const std::string rest = "\npaths: {/a: {get: {}}}\n";
  const auto base = [&](const std::string& servers, const std::string& given = "") {
    const auto made =
        TemplateFromOpenApi("openapi: 3.0.0\nservers: " + servers + rest, {given, {}, "en"});
    if (!made) return made.error().message() + "|" + made.error().problems.front().field;
    return *json::Document::Parse(made->template_json, 50)
                ->root()["template"]
                .StringMember("base_url");
  };
  EXPECT_EQ(base("[{url: 'https://a.example/v1/'}, {url: 'https://b.example'}]"),
            "https://a.example/v1");
  EXPECT_EQ(
      base("[{url: 'https://{r}.a.example:{p}', variables: {r: {default: eu}, p: {enum: ['1']}}}]"),
      "https://eu.a.example:<<p>>");
  EXPECT_EQ(base("[{url: '{full}'}]"), "<<full>>");
  EXPECT_THAT(base("[{url: /api/v3}]"), HasSubstr("say a base URL.|base_url"));
  EXPECT_THAT(base("[{url: 'ftp://a'}]"), HasSubstr("|base_url"));
  EXPECT_THAT(base("[{url: '<<a>>'}]"), HasSubstr("|base_url")) << "no variable by accident";
  EXPECT_THAT(base("7"), HasSubstr("|base_url"));
  EXPECT_EQ(base("[{url: /api/v3}]", "https://a.example/api/v3/"), "https://a.example/api/v3");
  EXPECT_EQ(base("[]", "https://<<host>>"), "https://<<host>>");
  EXPECT_THAT(base("[]", "javascript:x"), HasSubstr("must begin with https://"));
  for (const char* none : {"https://", "http:///v1", "https://?a", "https://#a"}) {
    EXPECT_THAT(base("[]", none), HasSubstr("must name a host.|base_url")) << none;
  }
  EXPECT_THAT(base("[{url: 'https://'}]"), HasSubstr("must name a host; say a base URL.|base_url"));
  EXPECT_THAT(base("[]", "https://a b"), HasSubstr("must hold no white space"));
  EXPECT_THAT(base("[]", "https://a.example/{b}"), HasSubstr("must hold no white space"));
  const std::string too_long = "https://a.example/" + std::string(2048, 'b');
  EXPECT_THAT(base("[]", too_long), HasSubstr("at most 2048 bytes"));
  EXPECT_THAT(base("[{url: '" + too_long + "'}]"), HasSubstr("at most 2048 bytes; say a base"));
}

TEST(TemplateFromOpenApi, ExpressesSecurity) {
  const struct {
    const char* scheme;
    bool key;
    const char* headers;
    const char* note;
  } cases[] = {
      {"{type: http, scheme: Bearer}", true, "null", "is the integration's key"},
      {"{type: apiKey, in: header, name: authorization}", true, "null", "is the integration's key"},
      {"{type: apiKey, in: header, name: X-Key}", false, R"({"X-Key":"<<x_key>>"})", "<<x_key>>"},
      {"{type: http, scheme: basic}", false, R"({"Authorization":"Basic <<basic_credentials>>"})",
       "Base64"},
      {"{type: apiKey, in: cookie, name: sid}", false, R"({"Cookie":"sid=<<sid>>"})", "<<sid>>"},
      {"{type: oauth2}", true, "null", "its flow is not expressed"},
      {"{type: mutualTLS}", false, "null", "(mutualTLS) cannot be expressed"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.scheme);
    const Made made(
        fmt::format("{}security: [{{s: []}}]\ncomponents: {{securitySchemes: {{s: {}}}}}\n"
                    "paths: {{/a: {{get: {{operationId: a}}}}}}\n",
                    kHead, c.scheme));
    EXPECT_EQ(made.head().StringMember("auth_type"), c.key ? "API_KEY" : "NONE");
    EXPECT_EQ(made.head()["headers"].token(), c.headers);
    EXPECT_THAT(made.converted.notes, Contains(HasSubstr(c.note)));
  }
}

TEST(TemplateFromOpenApi, ChoosesTheSecurityOfMost) {
  const Made made(std::string(kHead) + R"(
components: {securitySchemes: {q: {type: apiKey, in: query, name: key}, b: {type: http, scheme: bearer}}}
security: [{q: []}]
paths:
  /a: {get: {operationId: a}}
  /b: {get: {operationId: b, security: [{b: []}, {q: []}]}}
  /c: {get: {operationId: c, security: [{b: []}]}}
  /d: {get: {operationId: d, security: []}}
  /e: {get: {operationId: e}}
)");
  EXPECT_EQ(made.head().StringMember("auth_type"), "NONE");
  EXPECT_EQ(made.tool("a")["query"].items()[0]["fixed_value"].token(), "\"<<key>>\"");
  EXPECT_THAT(Types(made.tool("d")["query"]), IsEmpty());
  EXPECT_THAT(made.converted.notes,
              Contains("GET /c: asks for `b`, which the integration does not send"));
  EXPECT_THAT(made.converted.notes, Not(Contains(HasSubstr("GET /b"))));
}

TEST(TemplateFromOpenApi, TakesOnlyWhatIsAsked) {
  const std::string paths =
      "  /a: {get: {operationId: a, tags: [Red]}}\n  /a/b: {get: {operationId: ab}}\n"
      "  /ab: {get: {operationId: not_under_a, tags: [blue]}}\n";
  EXPECT_THAT(WithPaths(paths, {{}, {"/a"}, "es"}).Names(), ElementsAre("a", "ab"));
  EXPECT_THAT(WithPaths(paths, {{}, {"red", "BLUE"}, "es"}).Names(),
              ElementsAre("a", "not_under_a"));
  const Made some = WithPaths(paths, {{}, {"/a/b/", "green"}, "es"});
  EXPECT_THAT(some.Names(), ElementsAre("ab"));
  EXPECT_THAT(some.converted.notes, Contains("no operation is of \"green\""));
  const auto none =
      TemplateFromOpenApi(std::string(kHead) + "paths:\n" + paths, {{}, {"green"}, "es"});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code(), ErrorCode::kInvalidField);
}

TEST(TemplateFromOpenApi, RefusesWhatIsNotOpenApi) {
  const struct {
    std::string text;
    ErrorCode code;
    const char* message;
  } cases[] = {
      {"", ErrorCode::kMalformedBody, "empty"},
      {"{\"openapi\":", ErrorCode::kMalformedBody, ""},
      {"a: [", ErrorCode::kMalformedBody, "YAML"},
      {"[]", ErrorCode::kInvalidField, "object"},
      {"hello", ErrorCode::kInvalidField, "object"},
      {"swagger: '2.0'", ErrorCode::kInvalidField, "Swagger 2.0"},
      {"openapi: 3.2.0", ErrorCode::kInvalidField, "3.0 or 3.1"},
      {"openapi: 3.10.0", ErrorCode::kInvalidField, "3.0 or 3.1"},
      {"openapi: [3]", ErrorCode::kInvalidField, "3.0 or 3.1"},
      {"openapi: 3.0.0", ErrorCode::kInvalidField, "no operation"},
      {"openapi: 3.0.0\npaths: {/a: {get: 7, post: []}, b: {get: {}}}", ErrorCode::kInvalidField,
       "no operation"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto got = TemplateFromOpenApi(c.text, {"https://a.example", {}, "es"});
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().code(), c.code);
    EXPECT_THAT(got.error().message(), HasSubstr(c.message));
  }
}

// Each schema holds the next one three times: 3^10 fields if all were written.
TEST(TemplateFromOpenApi, BoundsWhatADocumentExpandsTo) {
  std::string text = std::string(kHead) + "components:\n  schemas:\n";
  for (int i = 0; i < 40; ++i) {
    const std::string next = fmt::format("{{$ref: '#/components/schemas/s{}'}}", i + 1);
    text += fmt::format("    s{}: {{properties: {{a: {}, b: {}, c: {}}}}}\n", i, next, next, next);
  }
  text += "    s40: {type: object}\npaths:\n";
  for (int i = 0; i < 50; ++i) {
    text += fmt::format(
        "  /p{}: {{post: {{requestBody: {{content: {{application/json: {{schema: "
        "{{$ref: '#/components/schemas/s0'}}}}}}}}}}}}\n",
        i);
  }
  const Made made(text);
  EXPECT_EQ(made.converted.tools, 50u);
  EXPECT_LT(made.converted.template_json.size(), 50u << 20);
  EXPECT_THAT(made.converted.notes, Contains(HasSubstr("has further fields; a tool takes 1000")));
}

// A large object read again for each of many operations.
TEST(TemplateFromOpenApi, BoundsTheWork) {
  std::string text =
      R"({"openapi":"3.0.0","servers":[{"url":"https://a.example"}],"s":{"properties":{)";
  for (int i = 0; i < 20'000; ++i) text += fmt::format("\"p{}\":{{\"readOnly\":true}},", i);
  text += R"("q":{}}},"paths":{)";
  for (int i = 0; i < 2'000; ++i) {
    text += fmt::format(
        R"("/p{}":{{"post":{{"requestBody":{{"content":{{"application/json":{{"schema":{{"$ref":"#/s"}}}}}}}}}}}},)",
        i);
  }
  const auto made = TemplateFromOpenApi(text + R"("/q":{}}})", {});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code(), ErrorCode::kTooLarge);
}

// Each comparison of an operation with a wish is a step.
TEST(TemplateFromOpenApi, BoundsTheWorkOfChoosing) {
  std::string text = std::string(kHead) + "paths:\n";
  for (int i = 0; i < 5'000; ++i) text += fmt::format("  /p{}: {{get: {{}}}}\n", i);
  ConvertOptions options;
  options.only.assign(5'000, "/other/");
  const auto made = TemplateFromOpenApi(text, options);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code(), ErrorCode::kTooLarge);
}

TEST(TemplateFromOpenApi, BoundsTheBytesAsTheCallerSays) {
  std::string text = std::string(kHead) + "paths:\n";
  for (int i = 0; i < 50; ++i) text += fmt::format("  /p{}: {{get: {{}}}}\n", i);
  const auto whole = TemplateFromOpenApi(text, {});
  ASSERT_TRUE(whole.has_value());
  const std::size_t bytes = whole->template_json.size();
  EXPECT_TRUE(TemplateFromOpenApi(text, {.most_bytes = bytes}).has_value());
  const auto code = [&](const std::string& of, std::size_t most) {
    const auto made = TemplateFromOpenApi(of, {.most_bytes = most});
    return made ? std::nullopt : std::optional(made.error().code());
  };
  EXPECT_EQ(code(text, bytes / 4), ErrorCode::kTooLarge);
  EXPECT_EQ(code(text, text.size() - 1), ErrorCode::kTooLarge);
  std::string aliases = "openapi: 3.0.0\nx: &x [" + std::string(2000, '1') + "]\ny: [";
  for (int i = 0; i < 100; ++i) aliases += "*x , ";
  EXPECT_EQ(code(aliases + "]\n", 100'000), ErrorCode::kTooLarge);
  EXPECT_EQ(code(aliases + "]\n", 1'000'000), ErrorCode::kInvalidField);
}

TEST(TemplateFromOpenApi, IndentsOrNot) {
  const std::string text = std::string(kHead) + "paths: {/p: {get: {}}}\n";
  const auto indented = TemplateFromOpenApi(text, {});
  const auto plain = TemplateFromOpenApi(text, {.indented = false});
  EXPECT_THAT(indented->template_json, HasSubstr("\n"));
  EXPECT_THAT(plain->template_json, Not(HasSubstr("\n")));
  EXPECT_EQ(json::Document::Parse(indented->template_json, 100)->text(), plain->template_json);
}

TEST(TemplateFromOpenApi, BoundsTheNumberOfTools) {
  std::string text = std::string(kHead) + "paths:\n";
  for (int i = 0; i < 20'001; ++i) text += fmt::format("  /p{}: {{get: {{}}}}\n", i);
  const auto made = TemplateFromOpenApi(text, {});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace imprint
