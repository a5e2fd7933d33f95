#include "blob/s3/listing.h"

#include <charconv>

#include "blob/s3/xml.h"

namespace imprint::s3 {
namespace {

constexpr std::size_t kLongestErrorCode = 100;

/// The number that the digits from `at` on make; -1 when they are not all digits.
int Digits(std::string_view text, std::size_t at, std::size_t count) {
  int number = -1;
  const char* first = text.data() + at;
  const auto [end, error] = std::from_chars(first, first + count, number);
  const bool whole = error == std::errc{} && end == first + count && *first != '-';
  return whole ? number : -1;
}

}  // namespace

std::optional<Time> ParseIsoTime(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  if (text.size() < kForm.size() + 1 || text.size() > kForm.size() + 11 || !text.ends_with('Z')) {
    return std::nullopt;
  }
  for (const std::size_t at : {4, 7, 10, 13, 16}) {
    if (text[at] != kForm[at]) return std::nullopt;
  }
  using std::chrono::year_month_day;
  const year_month_day date{std::chrono::year(Digits(text, 0, 4)),
                            std::chrono::month(static_cast<unsigned>(Digits(text, 5, 2))),
                            std::chrono::day(static_cast<unsigned>(Digits(text, 8, 2)))};
  const int hour = Digits(text, 11, 2);
  const int minute = Digits(text, 14, 2);
  const int second = Digits(text, 17, 2);
  const bool time =
      hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
  if (!date.ok() || date.year() < std::chrono::year(0) || !time) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

std::optional<Listing> ParseListing(std::string_view xml) {
  const auto root = ParseXml(xml);
  if (!root || root->name != "ListBucketResult") return std::nullopt;
  Listing listing;
  for (const Element& child : root->children) {
    if (child.name != "Contents") continue;
    const auto written = ParseIsoTime(child.TextOf("LastModified"));
    if (!written) return std::nullopt;
    listing.objects.push_back({std::string(child.TextOf("Key")), *written});
  }
  if (root->TextOf("IsTruncated") != "true") return listing;
  listing.next = root->TextOf("NextContinuationToken");
  // A page that goes on nowhere would pass for the last one.
  if (listing.next.empty()) return std::nullopt;
  return listing;
}

std::string ErrorCodeOf(std::string_view xml) {
  const auto root = ParseXml(xml);
  if (!root || root->name != "Error") return {};
  return std::string(root->TextOf("Code").substr(0, kLongestErrorCode));
}

}  // namespace imprint::s3
