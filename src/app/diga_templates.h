#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/services.h"
#include "base/json/document.h"

namespace imprint {

// Diga's templates. Every one is published: partners make them, everyone sees them. All changes
// give kForbidden for an account that is no partner, and kNotFound for a template of another owner.

struct DigaTemplateView {
  Template row;
  std::string content;  // JSON
};

/// Checks, compiles and keeps a new template. kInvalidField with every fault's Location.
Result<DigaTemplateView> CreateDigaTemplate(const Services& services, const Account& caller,
                                            const json::Document& document);
/// Gives the template a new version; what was copied before stays as it is.
Result<DigaTemplateView> ReplaceDigaTemplate(const Services& services, const Account& caller,
                                             TemplateId id, const json::Document& document);
Status DeleteDigaTemplate(const Services& services, const Account& caller, TemplateId id);

/// kNotFound when there is none of that id.
Result<DigaTemplateView> ReadDigaTemplate(const Services& services, TemplateId id);
/// All of one language, by id, ascending. Their content is read one by one, with ReadDigaContent.
Result<std::vector<Template>> ListDigaTemplates(const Services& services,
                                                std::string_view language);
Result<std::string> ReadDigaContent(const Services& services, const Template& row);

}  // namespace imprint
