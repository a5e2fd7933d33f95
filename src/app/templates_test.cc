#include "app/templates.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/content.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::ProblemsOf;
using test::SmallBundle;
using test::TestWorld;
using ::testing::ElementsAre;

class Templates : public ::testing::Test {
 protected:
  Result<Template> Create(const TemplateInput& input) {
    return CreateTemplate(world_.services(), owner_, input);
  }
  Result<Template> Update(TemplateId id, const TemplateInput& input) {
    return UpdateTemplate(world_.services(), owner_, id, input);
  }

  TestWorld world_;
  Account owner_ = world_.NewAccount("owner", true);
  Account rival_ = world_.NewAccount("rival", true);
  Account plain_ = world_.NewAccount("plain");
};

TemplateInput Named(std::string name) {
  TemplateInput input;
  input.name = std::move(name);
  return input;
}

TEST_F(Templates, ArePartnersAlone) {
  const TemplateId id = world_.NewTemplate(owner_);
  const Services& services = world_.services();
  EXPECT_EQ(CodeOf(CreateTemplate(services, plain_, Named("T"))), ErrorCode::kForbidden);
  EXPECT_EQ(CodeOf(ListTemplates(services, plain_)), ErrorCode::kForbidden);
  for (const auto& [caller, code] :
       {std::pair(plain_, ErrorCode::kForbidden), std::pair(rival_, ErrorCode::kNotFound)}) {
    SCOPED_TRACE(caller.name);
    EXPECT_EQ(CodeOf(ReadTemplate(services, caller, id)), code);
    EXPECT_EQ(CodeOf(UpdateTemplate(services, caller, id, Named("T"))), code);
    EXPECT_EQ(CodeOf(SetPublished(services, caller, id, false)), code);
    EXPECT_EQ(CodeOf(DeleteTemplate(services, caller, id)), code);
  }
  EXPECT_TRUE(ReadTemplate(services, owner_, id));
}

TEST_F(Templates, ReportEveryBadFieldAtOnce) {
  TemplateInput input;
  input.image_url = "ftp://x";
  input.website_url = "nonsense";
  input.contact_email = "a@b";
  input.applications = {"good-1.x_Y", "", "bad one"};
  const auto created = Create(input);
  ASSERT_FALSE(created);
  const int bad = static_cast<int>(ErrorCode::kInvalidField);
  EXPECT_THAT(
      ProblemsOf(created.error()),
      ElementsAre(fmt::format("{} name", static_cast<int>(ErrorCode::kMissingField)),
                  fmt::format("{} imageURL", bad), fmt::format("{} websiteURL", bad),
                  fmt::format("{} contactEmail", bad), fmt::format("{} applications[1]", bad),
                  fmt::format("{} applications[2]", bad)));
}

TEST_F(Templates, CheckTheFormOfUrlsAndAddresses) {
  const struct {
    const char* text;
    bool url;
    bool email;
  } cases[] = {
      {"", true, true},
      {"https://example.com", true, false},
      {"http://example.com:8080/a?b=c#d", true, false},
      {"https://", false, false},
      {"https://:80", false, false},
      {"https://user@example.com", false, false},
      {"https://example.com/<x>", false, false},
      {"javascript:alert(1)", false, false},
      {"https://exa mple.com", false, false},
      {"a@example.com", false, true},
      {"a.b+c@sub.example.com", false, true},
      {"@example.com", false, false},
      {"a@@example.com", false, false},
      {"a@example", false, false},
      {"a@.com", false, false},
      {"a@example.", false, false},
      {"a@ex..com", false, false},
      {"a b@example.com", false, false},
      {"<a@example.com>", false, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    TemplateInput url = Named("T");
    url.website_url = c.text;
    EXPECT_EQ(Create(url).has_value(), c.url);
    TemplateInput email = Named("T");
    email.contact_email = c.text;
    EXPECT_EQ(Create(email).has_value(), c.email);
  }
}

TEST_F(Templates, CheckLengths) {
  EXPECT_FALSE(Create(Named("")));
  EXPECT_TRUE(Create(Named(std::string(2'000, 'n'))));
  EXPECT_FALSE(Create(Named(std::string(2'001, 'n'))));
  TemplateInput input = Named("T");
  input.description = std::string(100'001, 'd');
  EXPECT_FALSE(Create(input));
  input.description.reset();
  input.applications.emplace(101, "app");
  EXPECT_FALSE(Create(input));
}

TEST_F(Templates, CreateIgnoresPublished) {
  TemplateInput input = Named("T");
  input.published = true;
  const auto created = Create(input);
  ASSERT_TRUE(created);
  EXPECT_FALSE(created->published);
  EXPECT_EQ(created->created, world_.clock.Now());
  EXPECT_EQ(created->owner, owner_.id);
}

TEST_F(Templates, UpdateChangesWhatItNames) {
  TemplateInput input = Named("T");
  input.description = "D";
  input.applications = {"shopify"};
  const auto created = Create(input);
  world_.clock.Advance(std::chrono::seconds(1));
  TemplateInput change = Named("U");
  change.applications.emplace();
  const auto updated = Update(created->id, change);
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->name, "U");
  EXPECT_EQ(updated->description, "D");
  EXPECT_TRUE(updated->applications.empty());
  EXPECT_EQ(updated->created, created->created);
  EXPECT_EQ(updated->modified, world_.clock.Now());
  TemplateInput nameless;
  nameless.description = "E";
  EXPECT_EQ(CodeOf(Update(created->id, nameless)), ErrorCode::kMissingField);
}

TEST_F(Templates, PublishingNeedsAGoodUpload) {
  const TemplateId id = world_.NewTemplate(owner_);
  EXPECT_EQ(CodeOf(SetPublished(world_.services(), owner_, id, true)), ErrorCode::kNotUploaded);
  world_.Upload(owner_, "no zip", id);
  EXPECT_EQ(CodeOf(SetPublished(world_.services(), owner_, id, true)), ErrorCode::kInvalidBundle);
  TemplateInput input = Named("T");
  input.published = true;
  EXPECT_EQ(CodeOf(Update(id, input)), ErrorCode::kInvalidBundle);
  EXPECT_EQ(world_.TemplateRow(id)->name, "Template");
  world_.Upload(owner_, SmallBundle().Zip(), id);
  const auto published = Update(id, input);
  ASSERT_TRUE(published);
  EXPECT_TRUE(published->published);
  EXPECT_TRUE(published->version);
  EXPECT_TRUE(Update(id, Named("U"))->published) << "what is not named stays";
  EXPECT_FALSE(SetPublished(world_.services(), owner_, id, false)->published);
}

TEST_F(Templates, ListsAreByOwnerAndByPublication) {
  const TemplateId hidden = world_.NewTemplate(owner_);
  const TemplateId shown = world_.Publish(owner_, SmallBundle());
  const TemplateId rivals = world_.Publish(rival_, SmallBundle());
  const auto own = ListTemplates(world_.services(), owner_);
  ASSERT_EQ(own->size(), 2u);
  EXPECT_EQ((*own)[0].id, hidden);
  EXPECT_EQ((*own)[1].id, shown);
  const auto ids = [&](std::size_t skip, std::size_t limit) {
    const auto page = ListPublished(world_.services(), skip, limit);
    std::vector<TemplateId> found;
    for (const Template& row : page->templates) found.push_back(row.id);
    return std::pair(found, page->more);
  };
  EXPECT_EQ(ids(0, 10), std::pair(std::vector{shown, rivals}, false));
  EXPECT_EQ(ids(0, 1), std::pair(std::vector{shown}, true));
  EXPECT_EQ(ids(1, 1), std::pair(std::vector{rivals}, false));
  EXPECT_EQ(ids(2, 1), std::pair(std::vector<TemplateId>(), false));
}

TEST_F(Templates, DeletedOnesAreGone) {
  const TemplateId id = world_.Publish(owner_, SmallBundle());
  ASSERT_TRUE(DeleteTemplate(world_.services(), owner_, id));
  EXPECT_EQ(CodeOf(ReadTemplate(world_.services(), owner_, id)), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(DeleteTemplate(world_.services(), owner_, id)), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(ContentOfTemplate(world_.services(), plain_.id, id)), ErrorCode::kNotFound);
}

TEST_F(Templates, CountsInstallsWhileItIsEdited) {
  const TemplateId id = world_.Publish(owner_, SmallBundle());
  const Account installer = world_.NewAccount("installer");
  InstallRequest request;
  request.account = installer.id;
  request.from_template = id;
  request.connection_map = test::MapTo(world_.MakeConnection(installer));
  world_.store.BeforeNextWrite([&] { ASSERT_TRUE(Install(world_.services(), request)); });
  ASSERT_TRUE(Update(id, Named("U")));
  EXPECT_EQ(world_.TemplateRow(id)->installs, 1);
  EXPECT_EQ(world_.TemplateRow(id)->name, "U");
}

}  // namespace
}  // namespace imprint
