#include "surface/integrator/testing/golden.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace imprint::integrator {
namespace {

using imprint::test::BundleBuilder;
using imprint::test::Ref;
using imprint::test::SmallBundle;
using imprint::test::SourceId;
using imprint::test::TextAt;
using test::Api;
using test::Golden;

class GoldenReplies : public ::testing::Test {
 protected:
  std::string Path(TemplateId id) { return "/v1/templates/" + id.Text(); }
  std::string MapTo(const std::string& path_of_connection) {
    return fmt::format(R"({{"{}":"{}"}})", SourceId(imprint::test::kSmallConnection),
                       path_of_connection.substr(path_of_connection.rfind('/') + 1));
  }

  Api api_;
  std::string owner_token_ = api_.Token("owner", true);
  std::string token_ = api_.Token("installer");
  Account owner_ = api_.world.NewAccount("owner", true);
  Account installer_ = api_.world.NewAccount("installer");
};

// Something of everything that a preview or install reports.
BundleBuilder TellingBundle() {
  BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kIntegration, imprint::test::kSmallIntegration,
             fmt::format(R"("flowGroupings":[{{"_id":"{}","name":"G"}}],"mode":"settings")",
                         SourceId(30)));
  bundle.Add(
      Model::kFlow, 31,
      fmt::format(R"({},{},"n":1.0,"_runNextFlowIds":["{}","{}"],"disabled":false)",
                  Ref("_integrationId", imprint::test::kSmallIntegration),
                  Ref("_flowGroupingId", 30), SourceId(imprint::test::kSmallFlow), SourceId(99)));
  bundle.Add(Model::kImport, 32,
             fmt::format(R"({},"hooks":{{"preMap":{{{}}}}},"http":{{"uri":"/<<shop>>/x"}},)"
                         R"("limit":"<<limit>>","note":"see {}")",
                         Ref("_connectionId", imprint::test::kSmallConnection), Ref("_stackId", 98),
                         SourceId(imprint::test::kSmallFlow)));
  bundle.Add(Model::kScript, 33);
  return bundle;
}

TEST_F(GoldenReplies, TemplateLife) {
  Golden golden("template_life");
  const auto send = [&](const char* method, const std::string& target,
                        const std::string& body = "") {
    return golden.Send(api_, {method, target, owner_token_, body});
  };
  send("GET", "/v1/templates");
  send("POST", "/v1/templates", R"({"name":"","websiteURL":"x","applications":[1]})");
  const auto created = send("POST", "/v1/templates",
                            R"({"name":"Orders","description":"D","applications":["shopify"],)"
                            R"("websiteURL":"https://example.com","published":true})");
  const std::string path = "/v1/templates/" + TextAt(created.body, "_id");
  send("GET", path + "/preview");
  send("PATCH", path, R"([{"op":"replace","path":"/published","value":true}])");
  const auto started = send("GET", path + "/upload/signedURL?file_type=application/zip");
  const std::string url =
      TextAt(started.body, "signedURL").substr(std::string("http://imprint.test").size());
  golden.Send(api_, {"PUT", url, "", SmallBundle().Zip()});
  api_.world.clock.Advance(std::chrono::seconds(1));
  send("PATCH", path, R"([{"op":"replace","path":"/published","value":true}])");
  send("PUT", path, R"({"name":"Orders 2","description":null})");
  send("GET", path);
  send("GET", "/v1/templates");
  golden.Send(api_, {"GET", "/v1/templates/published?limit=1", token_});
  send("DELETE", path);
  send("GET", path);
  golden.Check();
}

TEST_F(GoldenReplies, Preview) {
  Golden golden("preview");
  const TemplateId id = api_.world.Publish(owner_, TellingBundle());
  golden.Send(api_, {"GET", Path(id) + "/preview", token_});
  golden.Check();
}

TEST_F(GoldenReplies, Install) {
  Golden golden("install");
  const TemplateId id = api_.world.Publish(owner_, TellingBundle());
  const std::string path = "/v1/integrations/template/" + id.Text();
  const std::string connection =
      api_.Made(token_, "connections", R"({"name":"Mine","type":"http"})");
  const auto post = [&](const std::string& body) {
    golden.Send(api_, {"POST", path, token_, body});
  };
  post("{}");
  post(fmt::format(R"({{"connectionMap":{{"{}":"{}"}}}})", SourceId(9), SourceId(9)));
  post(fmt::format(R"({{"connectionMap":{},"variables":{{"shop":"a \"b\"","limit":1.50}},)"
                   R"("name":"Mine","sandbox":true,"_stackId":"{}"}})",
                   MapTo(connection), SourceId(97)));
  golden.Send(api_, {"GET", Path(id), owner_token_});
  golden.Check();
}

TEST_F(GoldenReplies, InstallOfAZip) {
  Golden golden("install_zip");
  const std::string run_key = api_.world.Upload(installer_, TellingBundle().Zip());
  golden.Send(api_, {"POST", "/v1/integrations/template", token_,
                     fmt::format(R"({{"runKey":"{}"}})", run_key)});
  golden.Send(api_, {"GET", "/v1/connections", token_});
  golden.Check();
}

TEST_F(GoldenReplies, InstallAnsweredWithIds) {
  Golden golden("install_ids");
  const TemplateId id = api_.world.Publish(owner_, TellingBundle());
  const std::string path = "/v1/integrations/template/" + id.Text();
  const std::string connection =
      api_.Made(token_, "connections", R"({"name":"Mine","type":"http"})");
  const std::string body = fmt::format(R"({{"connectionMap":{}}})", MapTo(connection));
  golden.Send(api_, {"POST", path + "?fields=ids", token_, body});
  golden.Send(api_, {"POST", path + "?fields=name", token_, body});
  golden.Check();
}

TEST_F(GoldenReplies, BadBundle) {
  Golden golden("bad_bundle");
  auto bundle = SmallBundle();
  bundle.Remove(Model::kImport, imprint::test::kSmallImport);
  bundle.Add(Model::kConnection, imprint::test::kSmallConnection,
             R"("type":"http","http":{"auth":{"basic":{"password":"hunter2"}}})");
  bundle.Add(Model::kExport, imprint::test::kSmallExport,
             Ref("_connectionId", imprint::test::kSmallFlow));
  const TemplateId id = api_.world.NewTemplate(owner_);
  api_.world.Upload(owner_, bundle.Zip(), id);
  golden.Send(api_, {"GET", Path(id) + "/preview", owner_token_});
  golden.Check();
}

TEST_F(GoldenReplies, Resources) {
  Golden golden("resources");
  const auto send = [&](const char* method, const std::string& target,
                        const std::string& body = "") {
    return golden.Send(api_, {method, target, token_, body});
  };
  const auto made = send("POST", "/v1/connections",
                         R"({"name":"C","type":"ftp","ftp":{"user":"u","password":"hunter2"}})");
  const std::string connection = "/v1/connections/" + TextAt(made.body, "_id");
  send("PUT", connection, R"({"name":"D","type":"ftp","ftp":{"password":"******"}})");
  const std::string an_export =
      fmt::format(R"({{"name":"E","_connectionId":"{}","n":12345678901234567890,"f":1.0}})",
                  TextAt(made.body, "_id"));
  send("POST", "/v1/exports", an_export);
  send("POST", "/v1/exports", R"({"_connectionId":"5f0000000000000000000001"})");
  send("GET", connection + "/dependencies");
  send("DELETE", connection);
  send("GET", "/v1/exports?include=n&limit=1&skip=0");
  send("GET", "/v1/tools");
  send("GET", "/v1/flows");
  golden.Check();
}

}  // namespace
}  // namespace imprint::integrator
