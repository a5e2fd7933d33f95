#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/services.h"

namespace imprint {

/// What an owner may say of a template; what is absent stays as it is.
struct TemplateInput {
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<std::string> image_url;
  std::optional<std::string> website_url;
  std::optional<std::string> contact_email;
  std::optional<std::vector<std::string>> applications;
  std::optional<bool> published;
};

/// All of these but ListPublished give kForbidden for an account that is no partner, and kNotFound
/// for a template of another owner. Bad fields are kMissingField or kInvalidField, all at once.

/// `published` is ignored: there is nothing to publish yet.
Result<Template> CreateTemplate(const Services& services, const Account& caller,
                                const TemplateInput& input);
Result<Template> ReadTemplate(const Services& services, const Account& caller, TemplateId id);
/// Changes what `input` holds; `name` is required. Publishing needs a good uploaded bundle:
/// kNotUploaded without one, or its problems.
Result<Template> UpdateTemplate(const Services& services, const Account& caller, TemplateId id,
                                const TemplateInput& input);
/// Changes that alone.
Result<Template> SetPublished(const Services& services, const Account& caller, TemplateId id,
                              bool published);
/// What was installed from it stays.
Status DeleteTemplate(const Services& services, const Account& caller, TemplateId id);
Result<std::vector<Template>> ListTemplates(const Services& services, const Account& caller);

struct PublishedPage {
  std::vector<Template> templates;
  bool more = false;
};
/// Published templates of all owners, by id.
Result<PublishedPage> ListPublished(const Services& services, std::size_t skip, std::size_t limit);

/// The template of any dialect, where it is the caller's.
Result<std::optional<Template>> FindOwnTemplate(StoreReader& reader, const Account& caller,
                                                TemplateId id);

/// Fails with kForbidden unless the account is a partner.
Status RequirePartner(const Account& caller);

}  // namespace imprint
