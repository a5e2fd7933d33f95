#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "ports/store.h"
#include "store/contract/samples.h"

namespace imprint {

/// A fresh store together with what it needs to live.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual Store& store() = 0;
};

struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StoreUnderTest>()> make;
};

inline void PrintTo(const StoreKind& kind, std::ostream* out) {
  *out << kind.name;
}

/// What every Store must do, as ports/store.h says it. A store's own test instantiates it.
class StoreContract : public testing::TestWithParam<StoreKind> {
 protected:
  Store& store() { return under_test_->store(); }

  /// Runs a write that must succeed.
  void Keep(const std::function<Status(StoreWriter&)>& body) {
    const auto kept = store().Write(body);
    ASSERT_TRUE(kept) << kept.error().message() << " / " << kept.error().detail;
  }

  /// The code that a write fails with.
  ErrorCode Refused(const std::function<Status(StoreWriter&)>& body) {
    const auto kept = store().Write(body);
    EXPECT_FALSE(kept);
    return kept ? ErrorCode::kInternal : kept.error().code();
  }

  /// What `question` gives inside one Read, which must succeed.
  template <typename Question>
  auto Ask(const Question& question) {
    using Answer = typename decltype(question(std::declval<StoreReader&>()))::value_type;
    Answer answer{};
    const auto read = store().Read([&](StoreReader& reader) -> Status {
      auto given = question(reader);
      if (!given) return Fail(std::move(given.error()));
      answer = std::move(*given);
      return {};
    });
    EXPECT_TRUE(read);
    return answer;
  }

 private:
  std::unique_ptr<StoreUnderTest> under_test_ = GetParam().make();
};

}  // namespace imprint
