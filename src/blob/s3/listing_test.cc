#include "blob/s3/listing.h"

#include <gtest/gtest.h>

#include "blob/s3/xml.h"

namespace imprint::s3 {
namespace {

TEST(S3ListingTest, ReadsAPage) {
  const auto page = ParseListing(
      "<?xml version='1.0' encoding='UTF-8'?>\n"
      "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>"
      "<Prefix/><KeyCount>2</KeyCount><IsTruncated>true</IsTruncated>"
      "<NextContinuationToken>a&amp;b==</NextContinuationToken>"
      "<Contents><Key>x/ab&#x26;&#228;</Key><LastModified>2026-01-31T09:05:00.123Z</LastModified>"
      "<ETag>&quot;1&quot;</ETag><Size>3</Size><Owner><ID>o</ID></Owner></Contents>"
      "<!-- more --><Contents ><Key>y</Key><LastModified>1970-01-01T00:00:01Z</LastModified>"
      "</Contents></ListBucketResult>\n");
  ASSERT_TRUE(page);
  ASSERT_EQ(page->objects.size(), 2u);
  EXPECT_EQ(page->objects[0].key, "x/ab&\xC3\xA4");
  EXPECT_EQ(FormatIso(page->objects[0].written), "2026-01-31T09:05:00.000Z");
  EXPECT_EQ(page->objects[1].key, "y");
  EXPECT_EQ(ToMillis(page->objects[1].written), 1000);
  EXPECT_EQ(page->next, "a&b==");
}

TEST(S3ListingTest, ReadsTheLastPage) {
  const auto page = ParseListing(
      "<ListBucketResult><IsTruncated>false</IsTruncated>"
      "<NextContinuationToken>left over</NextContinuationToken></ListBucketResult>");
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->objects.empty());
  EXPECT_EQ(page->next, "");
}

TEST(S3ListingTest, RefusesWhatIsNoPage) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  const std::string cases[] = {
      "",
      "no XML",
      "<Error><Code>NoSuchKey</Code></Error>",
      "<ListBucketResult>",
      "<ListBucketResult></ListBucketResult",
      "<ListBucketResult></Other>",
      "<ListBucketResult/><More/>",
      "<ListBucketResult a=b/>",
      "<ListBucketResult a='b/>",
      "<!DOCTYPE x [<!ENTITY a 'b'>]><ListBucketResult/>",
      "<ListBucketResult>&a;</ListBucketResult>",
      "<ListBucketResult>&#xD800;</ListBucketResult>",
      "<ListBucketResult>&#0;</ListBucketResult>",
      "<ListBucketResult>&amp</ListBucketResult>",
      "<ListBucketResult><![CDATA[x]]></ListBucketResult>",
      "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
      "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
      "<ListBucketResult><Contents><LastModified>yesterday</LastModified></Contents>"
      "</ListBucketResult>",
      deep,
  };
  for (const auto& text : cases) {
    SCOPED_TRACE(text.substr(0, 100));
    EXPECT_FALSE(ParseListing(text));
  }
}

TEST(S3ListingTest, ReadsMoments) {
  EXPECT_TRUE(ParseIsoTime("2024-02-29T23:59:59Z"));
  for (const char* text : {"", "2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z",
                           "2024-01-01 00:00:00Z", "2024-01-01T00:00:00", "-024-01-01T00:00:00Z",
                           "2024-01-01T00:-1:00Z", "2024-1-01T00:00:00.0Z"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(ParseIsoTime(text));
  }
}

TEST(S3ListingTest, NamesTheErrorOfADocument) {
  EXPECT_EQ(ErrorCodeOf("<Error><Code>SlowDown</Code><Message>m</Message></Error>"), "SlowDown");
  EXPECT_EQ(ErrorCodeOf("<Other><Code>SlowDown</Code></Other>"), "");
  EXPECT_EQ(ErrorCodeOf("<html>"), "");
}

}  // namespace
}  // namespace imprint::s3
