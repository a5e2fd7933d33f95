#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/services.h"
#include "base/json/document.h"
#include "base/json/schema.h"
#include "bundle/diga_template.h"

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

/// Where an id stands among those of a list, ascending, or would.
struct IdPlace {
  std::size_t below = 0;  // ids that come before it
  bool present = false;
};
struct IdPlaces {
  std::size_t total = 0;
  std::optional<IdPlace> after;
  std::optional<IdPlace> before;
};

/// A part of the templates of one language, by id, ascending. `choose` says which part when it is
/// told how many there are and where the two ids stand. Their content is read one by one, with
/// ReadDigaContent.
struct DigaTemplateList {
  std::string language;
  std::optional<Id> after;
  std::optional<Id> before;
};
struct ListWindow {
  std::size_t skip = 0;
  std::size_t limit = 0;
};
Result<std::vector<Template>> ListDigaTemplates(
    const Services& services, const DigaTemplateList& list,
    const std::function<ListWindow(const IdPlaces&)>& choose);

Result<std::string> ReadDigaContent(const Services& services, const Template& row);
/// The same of any version of Diga's.
Result<std::string> ReadDigaContent(const Services& services, const Hash& version);

/// A compiled template and the version row of it.
struct KeptDigaTemplate {
  DigaTemplate compiled;
  Version version;
};
/// Checks and compiles a template, and keeps its blobs for a write that adds the version, unless it
/// is a dry run. The faults' Locations begin with `where`.
struct DigaKeeping {
  json::Location where = json::Location("body");
  bool secrets_as_variables = false;  // credentials become <<variables>> instead of being refused
  bool dry_run = false;
};
Result<KeptDigaTemplate> KeepDigaTemplate(const Services& services, const json::Document& document,
                                          const DigaKeeping& keeping);
/// Makes it what the template's row says.
void DescribeDigaTemplate(const KeptDigaTemplate& kept, Template& row);
/// Names of the wire's fields in which two rows differ.
std::vector<std::string> ChangedDigaFields(const Template& before, const Template& after);

}  // namespace imprint
