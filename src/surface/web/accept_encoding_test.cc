#include "surface/web/accept_encoding.h"

#include <gtest/gtest.h>

namespace imprint::web {
namespace {

constexpr auto kBr = Coding::kBrotli;
constexpr auto kGzip = Coding::kGzip;
constexpr auto kAsItIs = Coding::kIdentity;

File InForms(std::initializer_list<Coding> codings) {
  File file;
  for (const Coding coding : codings) file.forms[static_cast<std::size_t>(coding)] = "x";
  return file;
}

const File kAllForms = InForms({kBr, kGzip, kAsItIs});

TEST(ChooseCoding, TakesWhatIsLikedBest) {
  struct {
    const char* accept;
    std::optional<Coding> chosen;
  } cases[] = {
      {"gzip, deflate, br, zstd", kBr},
      {"gzip, deflate", kGzip},
      {"x-gzip", kGzip},
      {"GZIP", kGzip},
      {"br;q=0.5, gzip", kGzip},
      {"br; q=0.5 , gzip ;q=0.4", kBr},
      {"br;Q=0.001", kBr},
      {"br;q=0", kAsItIs},
      {"br;q=0.000, gzip;q=0.0", kAsItIs},
      {"br;q=1.000", kBr},
      {"*", kBr},
      {"*, br;q=0", kGzip},
      {"*;q=0.5, identity", kAsItIs},
      {"*;q=0.5, identity;q=0.1", kBr},
      {"*;q=0, gzip", kGzip},
      {"identity", kAsItIs},
      {"identity, gzip;q=0.9", kAsItIs},
      {"identity;q=0.5, gzip;q=0.5", kGzip},
      {"", kAsItIs},
      {"deflate", kAsItIs},
      {",, ,", kAsItIs},
      {"identity;q=0", std::nullopt},
      {"*;q=0", std::nullopt},
      {"deflate, identity;q=0", std::nullopt},
      {"identity;q=0, gzip;q=0.1", kGzip},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.accept);
    EXPECT_EQ(ChooseCoding({{"accept-encoding", c.accept}}, kAllForms), c.chosen);
  }
}

TEST(ChooseCoding, IgnoresWhatCannotBeUnderstood) {
  for (const char* broken :
       {"br;q=", "br;q=x", "br;q=2", "br;q=1.001", "br;q=0.1234", "br;q=-1", "br;q=.5", "br;q=0,5x",
        "br;level=3", "br;", "b r", "\xff\xff", ";q=1", "br=1"}) {
    SCOPED_TRACE(broken);
    const std::string before = std::string(broken) + ", gzip;q=0.2";
    EXPECT_EQ(ChooseCoding({{"accept-encoding", before}}, kAllForms), kGzip);
  }
}

TEST(ChooseCoding, ReadsEveryHeader) {
  EXPECT_EQ(ChooseCoding({}, kAllForms), kAsItIs);
  EXPECT_EQ(ChooseCoding({{"accept", "br"}}, kAllForms), kAsItIs);
  EXPECT_EQ(ChooseCoding({{"accept-encoding", "gzip"}, {"accept-encoding", "br"}}, kAllForms), kBr);
}

TEST(NamesHtml, WhereABrowserLoadsAPage) {
  for (const char* accept :
       {"text/html", "text/html,application/xhtml+xml,*/*;q=0.8", "*/*, TEXT/HTML;q=0.1",
        "application/json;q=0, text/html;level=1;q=0.5", " text/html ;q=1"}) {
    EXPECT_TRUE(NamesHtml({{"accept", accept}})) << accept;
  }
  for (const char* accept : {"", "*/*", "text/*", "text/htmlx", "application/json",
                             "text/html;q=0, */*", "text/html;q=x", "a;b=text/html"}) {
    EXPECT_FALSE(NamesHtml({{"accept", accept}})) << accept;
  }
  EXPECT_TRUE(NamesHtml({{"accept", "application/json"}, {"accept", "text/html"}}));
  EXPECT_FALSE(NamesHtml({{"accept-encoding", "text/html"}}));
}

TEST(ChooseCoding, OffersWhatThereIs) {
  const http::Headers all = {{"accept-encoding", "gzip, br"}};
  EXPECT_EQ(ChooseCoding(all, InForms({kGzip, kAsItIs})), kGzip);
  EXPECT_EQ(ChooseCoding(all, InForms({kAsItIs})), kAsItIs);
  EXPECT_EQ(ChooseCoding({{"accept-encoding", "br, identity;q=0"}}, InForms({kAsItIs})),
            std::nullopt);
}

}  // namespace
}  // namespace imprint::web
