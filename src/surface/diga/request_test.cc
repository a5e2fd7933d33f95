#include "surface/diga/request.h"

#include <gtest/gtest.h>

namespace imprint::diga {
namespace {

std::vector<Id> SomeIds(std::uint32_t count) {
  const Id first = *Id::FromUuidText("01890000-0000-7000-8000-000000000000");
  std::vector<Id> ids;
  for (std::uint32_t n = 0; n < count; ++n) ids.push_back(first.Plus(n));
  return ids;
}

std::vector<std::size_t> Places(const std::vector<Id>& all, const Page& page) {
  std::vector<std::size_t> places;
  for (const Id& id : page.ids) {
    places.push_back(static_cast<std::size_t>(std::find(all.begin(), all.end(), id) - all.begin()));
  }
  return places;
}

TEST(PageOf, FollowsCursorsAndPagesInBothOrders) {
  const auto ids = SomeIds(7);
  using Expected = std::vector<std::size_t>;
  struct {
    Paging paging;
    Expected places;
    bool has_more;
  } cases[] = {
      {{.after = {}, .before = {}, .page = {}, .limit = 3}, {6, 5, 4}, true},
      {{.after = {}, .before = {}, .page = 3, .limit = 3}, {0}, false},
      {{.after = {}, .before = {}, .page = 4, .limit = 3}, {}, false},
      {{.after = {}, .before = {}, .page = {}, .limit = 3, .descending = false}, {0, 1, 2}, true},
      {{.after = ids[4], .before = {}, .page = {}, .limit = 3}, {3, 2, 1}, true},
      {{.after = ids[2], .before = {}, .page = {}, .limit = 3}, {1, 0}, false},
      {{.after = ids[4], .before = {}, .page = {}, .limit = 9, .descending = false}, {5, 6}, false},
      {{.after = {}, .before = ids[2], .page = {}, .limit = 3}, {5, 4, 3}, true},
      {{.after = {}, .before = ids[6], .page = {}, .limit = 3}, {}, true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(&c - cases);
    const Page page = PageOf(ids, c.paging);
    EXPECT_EQ(Places(ids, page), c.places);
    EXPECT_EQ(page.has_more, c.has_more);
    EXPECT_EQ(page.total_pages, (ids.size() + c.paging.limit - 1) / c.paging.limit);
    EXPECT_EQ(page.current_page.has_value(), !c.paging.after && !c.paging.before);
  }
}

TEST(PagingOf, NamesEveryBadParameter) {
  http::Request request;
  request.query = {{"after", "x"}, {"page", "0"}, {"limit", "101"}, {"order", "up"}};
  const auto paging = PagingOf(request, 20);
  ASSERT_FALSE(paging);
  std::vector<std::string> faults;
  for (const Problem& problem : paging.error().problems)
    faults.push_back(problem.field + problem.reason);
  EXPECT_EQ(faults,
            (std::vector<std::string>{
                R"(["query","after"]uuid_parsing)", R"(["query","page"]greater_than_equal)",
                R"(["query","limit"]less_than_equal)", R"(["query","order"]literal_error)"}));
}

}  // namespace
}  // namespace imprint::diga
