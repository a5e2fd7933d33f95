#include "surface/native/routes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/row_digest.h"
#include "app/testing/test_world.h"
#include "app/uploads.h"

namespace imprint::native {
namespace {

using imprint::test::Parse;
using imprint::test::SmallBundle;
using imprint::test::TestWorld;
using imprint::test::TextAt;

constexpr const char* kUploads = "/api/v1/uploads";
const std::string kGif = "GIF89a.";
const std::string kGifHash = "ac92d3c1698022fa6c165e84df8122f64df0a819e21e9ca273577557dd3460ad";

/// Has a picture at every address.
class GifHost final : public HttpClient {
 public:
  Result<OutboundResponse> Send(const OutboundRequest& request) override {
    asked.push_back(request.url);
    return OutboundResponse{200, {}, kGif};
  }
  std::vector<std::string> asked;
};

/// The whole API over a TestWorld, without sockets: requests go through the router.
class RoutesTest : public ::testing::Test {
 protected:
  RoutesTest() { AddRoutes(site_, router_); }

  http::Request RequestTo(const std::string& method, const std::string& path,
                          const std::string& token) {
    http::Request request{.method = method, .path = path, .target = path};
    request.peer = "192.0.2.7";
    request.id = "request-1";
    if (!token.empty()) request.headers.emplace_back("authorization", "Bearer " + token);
    return request;
  }
  http::Response Send(http::Request request) {
    const auto match = router_.Find(request.method, request.target);
    request.params = match.params;
    if (match.route->handler) return match.route->handler(request);
    auto sink = match.route->open_sink(request);
    if (!sink) return router_.RenderError(request.target, sink.error());
    if (auto welcome = (*sink)->Admit(); !welcome) {
      return router_.RenderError(request.target, welcome.error());
    }
    // As it comes by the network: in pieces.
    const std::string_view body = request.body;
    for (std::size_t at = 0; at < body.size(); at += kPiece) {
      if (auto written = (*sink)->Write(body.substr(at, kPiece)); !written) {
        return router_.RenderError(request.target, written.error());
      }
    }
    return (*sink)->Finish();
  }
  http::Response Get(const std::string& path, const std::string& token) {
    return Send(RequestTo("GET", path, token));
  }
  http::Response Upload(const std::string& token, std::string bytes, http::Pairs query,
                        std::string type = "application/zip") {
    http::Request request = RequestTo("POST", kUploads, token);
    request.query = std::move(query);
    request.headers.emplace_back("content-type", std::move(type));
    request.body = std::move(bytes);
    return Send(std::move(request));
  }
  std::string Token(const std::string& account, std::optional<std::chrono::seconds> lifetime = {}) {
    return CreateToken(world_.services(), {account, false, lifetime}).value();
  }
  /// A template of a new account with that picture.
  std::string ImagePath(const std::string& url) {
    const Account owner = world_.NewAccount("acme", true);
    const TemplateId id = world_.NewTemplate(owner);
    Template row = *world_.TemplateRow(id);
    row.image_url = url;
    EXPECT_TRUE(world_.store.Write([&](StoreWriter& writer) { return writer.PutTemplate(row); }));
    return "/api/v1/templates/" + id.Text() + "/image";
  }
  std::size_t CountBlobs() {
    std::size_t count = 0;
    EXPECT_TRUE(world_.services().blobs.ForEach([&](const Hash&, Time) { ++count; }));
    return count;
  }

  static constexpr std::size_t kPiece = 100;
  TestWorld world_;
  GifHost host_;
  Pictures pictures_{host_, world_.clock};
  const Site site_{world_.services(), nullptr, nullptr, "1.2.3", &pictures_};
  http::Router router_;
};

TEST_F(RoutesTest, TheAccountIsTheTokens) {
  const auto shown = Get("/api/v1/account", Token("shop", std::chrono::hours(1)));
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(TextAt(shown.body, "name"), "shop");
  EXPECT_EQ(Parse(shown.body).root()["partner"].token(), "false");
  EXPECT_EQ(TextAt(shown.body, "token.id"), ListTokens(world_.services())->at(0).token.id);
  EXPECT_EQ(TextAt(shown.body, "token.expires"), "2026-03-01T13:00:00.000Z");
  EXPECT_EQ(TextAt(shown.body, "server.version"), "1.2.3");

  const auto lasting = Get("/api/v1/account", Token("shop"));
  EXPECT_EQ(Parse(lasting.body).root()["token"]["expires"].token(), "null");
  EXPECT_EQ(Get("/api/v1/account", "").status, 401);
}

TEST_F(RoutesTest, AnUploadGivesARunKey) {
  const std::string zip = SmallBundle().Zip();
  const auto kept = Upload(Token("shop"), zip, {{"fileName", "a.zip"}});
  ASSERT_EQ(kept.status, 201) << kept.body;
  EXPECT_EQ(Parse(kept.body).root()["size"].token(), std::to_string(zip.size()));
  EXPECT_NE(kept.account, "");
  const std::string run_key = TextAt(kept.body, "runKey");
  std::optional<imprint::Upload> row;
  EXPECT_TRUE(world_.store.Read([&](StoreReader& reader) -> Status {
    row = reader.FindUpload(run_key).value();
    return {};
  }));
  ASSERT_TRUE(row);
  EXPECT_EQ(row->account.Text(), kept.account);
  EXPECT_EQ(row->file_name, "a.zip");
  EXPECT_EQ(world_.services().blobs.Read(*row->blob).value(), zip);
}

TEST_F(RoutesTest, AnUploadThatIsNotFinishedLeavesNothing) {
  const auto rows = [&] {
    RowDigester all;
    EXPECT_TRUE(world_.store.Read([&](StoreReader& reader) { return reader.ScanAll(all); }));
    const auto* kind = std::find(kRowKinds.begin(), kRowKinds.end(), "uploads");
    return all.digests().at(static_cast<std::size_t>(kind - kRowKinds.begin())).rows;
  };
  {
    auto request = RequestTo("POST", kUploads, Token("shop"));
    request.query = {{"fileName", "a.zip"}};
    request.headers.emplace_back("content-type", "application/zip");
    const auto sink = router_.Find("POST", kUploads).route->open_sink(request);
    ASSERT_TRUE(sink);
    EXPECT_TRUE((*sink)->Write("PK"));
    EXPECT_EQ(rows(), 0u);
  }
  EXPECT_EQ(rows(), 0u);
  EXPECT_EQ(CountBlobs(), 0u);
  EXPECT_EQ(Upload(Token("shop"), "PK", {{"fileName", "a.zip"}}).status, 201);
  EXPECT_EQ(rows(), 1u);
}

TEST_F(RoutesTest, AnUploadIsRefusedBeforeItsBytes) {
  const std::string token = Token("shop");
  const http::Pairs named = {{"fileName", "a.zip"}};
  EXPECT_EQ(Upload("", "x", named).status, 401);
  EXPECT_EQ(Upload("imp_wrong", "x", named).status, 401);
  EXPECT_EQ(Upload(token, "x", {}).status, 400);
  EXPECT_EQ(Upload(token, "x", {{"fileName", std::string(256, 'x')}}).status, 400);
  EXPECT_EQ(Upload(token, "x", {{"fileName", "a"}, {"other", ""}}).status, 400);
  EXPECT_EQ(Upload(token, "x", named, "application/json").status, 415);
  world_.limits.upload_bytes = 150;
  const auto large = Upload(token, std::string(151, 'x'), named);
  EXPECT_EQ(large.status, 413) << large.body;
  EXPECT_EQ(large.content_type, "application/problem+json");
  EXPECT_EQ(CountBlobs(), 0u);
}

TEST_F(RoutesTest, APictureIsShownToWhoMaySeeItsTemplate) {
  const std::string path = ImagePath("https://example.org/a.gif");
  EXPECT_EQ(Get(path, Token("shop")).status, 404);
  EXPECT_EQ(Get(path, "").status, 401);
  EXPECT_TRUE(host_.asked.empty());
  const auto shown = Get(path, Token("acme"));
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(shown.body, kGif);
  EXPECT_EQ(shown.content_type, "image/gif");
  const http::Headers expected = {{"ETag", '"' + kGifHash + '"'},
                                  {"Content-Security-Policy", "default-src 'none'; sandbox"},
                                  {"Cache-Control", "private, no-cache"},
                                  {"Vary", "Authorization"}};
  EXPECT_EQ(shown.headers, expected);
  EXPECT_EQ(host_.asked, std::vector<std::string>{"https://example.org/a.gif"});
}

TEST_F(RoutesTest, APictureThatTheClientHasIsNotSentAgain) {
  const std::string path = ImagePath("https://example.org/a.gif");
  const auto ask = [&](const std::string& token, const std::string& tags) {
    auto request = RequestTo("GET", path, token);
    request.headers.emplace_back("if-none-match", tags);
    return Send(std::move(request));
  };
  const std::string tag = '"' + kGifHash + '"';
  const auto known = ask(Token("acme"), "\"x\", W/" + tag);
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
  const http::Headers expected = {
      {"ETag", tag}, {"Cache-Control", "private, no-cache"}, {"Vary", "Authorization"}};
  EXPECT_EQ(known.headers, expected);
  EXPECT_EQ(ask(Token("acme"), "\"x\"").status, 200);
  EXPECT_EQ(ask(Token("shop"), tag).status, 404) << "who may not see it is told nothing";
  EXPECT_EQ(ask("", tag).status, 401);
}

TEST_F(RoutesTest, WithoutAnAddressThereIsNoPicture) {
  const auto shown = Get(ImagePath(""), Token("acme"));
  EXPECT_EQ(shown.status, 404);
  EXPECT_EQ(TextAt(shown.body, "detail"), "The template has no picture.");
  EXPECT_TRUE(host_.asked.empty());
}

}  // namespace
}  // namespace imprint::native
