#include "app/templates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "app/audit.h"
#include "app/content.h"

namespace imprint {
namespace {

constexpr std::size_t kLongestText = 100'000;
constexpr std::size_t kLongestLine = 2'000;
constexpr std::size_t kMostApplications = 100;

bool IsGraphic(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
}

bool IsUrl(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view rest = text.substr(scheme.size());
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    return !host.empty() && host.front() != '.' && host.front() != ':' &&
           host.find('@') == std::string_view::npos &&
           text.find_first_of("<>\"{}|\\^`") == std::string_view::npos && IsGraphic(text);
  }
  return false;
}

bool IsEmail(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) {
    return false;
  }
  const std::string_view domain = text.substr(at + 1);
  return IsGraphic(text) && domain.find('.') != std::string_view::npos && domain.front() != '.' &&
         domain.back() != '.' && domain.find("..") == std::string_view::npos &&
         text.find_first_of("<>\"(),;:\\[]") == std::string_view::npos;
}

bool IsApplication(std::string_view text) {
  return !text.empty() && text.size() <= 100 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) || c == '-' || c == '_' || c == '.';
         });
}

class InputCheck {
 public:
  void Line(const std::optional<std::string>& value, const char* field, std::size_t longest) {
    if (value && value->size() > longest)
      Bad(field, fmt::format("is longer than {} bytes", longest));
  }
  void Form(const std::optional<std::string>& value, const char* field,
            bool (*good)(std::string_view), const char* wanted) {
    Line(value, field, kLongestLine);
    if (value && !value->empty() && !good(*value)) Bad(field, wanted);
  }
  void Applications(const std::vector<std::string>& values) {
    if (values.size() > kMostApplications) {
      Bad("applications", fmt::format("holds more than {} entries", kMostApplications));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!IsApplication(values[i])) {
        Bad(fmt::format("applications[{}]", i),
            "must be an application's identifier: letters, digits, '-', '_' and '.'");
      }
    }
  }
  void Name(const std::optional<std::string>& name) {
    if (!name) {
      problems_.push_back({ErrorCode::kMissingField, "name is required.", "name"});
    } else if (name->empty()) {
      Bad("name", "must not be empty");
    }
  }
  Status Take() {
    if (problems_.empty()) return {};
    return Fail(Error(std::move(problems_)));
  }

 private:
  void Bad(std::string field, std::string_view what) {
    std::string message = fmt::format("{} {}.", field, what);
    problems_.push_back({ErrorCode::kInvalidField, std::move(message), std::move(field)});
  }
  std::vector<Problem> problems_;
};

Status CheckInput(const TemplateInput& input) {
  InputCheck check;
  check.Name(input.name);
  check.Line(input.name, "name", kLongestLine);
  check.Line(input.description, "description", kLongestText);
  check.Form(input.image_url, "imageURL", IsUrl, "must be an http or https URL");
  check.Form(input.website_url, "websiteURL", IsUrl, "must be an http or https URL");
  check.Form(input.contact_email, "contactEmail", IsEmail, "must be an e-mail address");
  if (input.applications) check.Applications(*input.applications);
  return check.Take();
}

void Apply(const TemplateInput& input, Template& row) {
  if (input.name) row.name = *input.name;
  if (input.description) row.description = *input.description;
  if (input.image_url) row.image_url = *input.image_url;
  if (input.website_url) row.website_url = *input.website_url;
  if (input.contact_email) row.contact_email = *input.contact_email;
  if (input.applications) row.applications = *input.applications;
  if (input.published) row.published = *input.published;
}

// By the names that the wire has for them.
std::vector<std::string> ChangedFields(const Template& before, const Template& after) {
  std::vector<std::string> fields;
  const auto compare = [&](const char* name, const auto& old_value, const auto& new_value) {
    if (old_value != new_value) fields.emplace_back(name);
  };
  compare("name", before.name, after.name);
  compare("description", before.description, after.description);
  compare("imageURL", before.image_url, after.image_url);
  compare("websiteURL", before.website_url, after.website_url);
  compare("contactEmail", before.contact_email, after.contact_email);
  compare("applications", before.applications, after.applications);
  compare("published", before.published, after.published);
  return fields;
}

Status RecordTemplate(const Services& services, StoreWriter& writer, const Template& row,
                      AuditEvent event, std::vector<std::string> fields = {}) {
  return RecordChange(services, writer, row.owner, event, "template", row.id.Text(),
                      std::move(fields));
}

Result<Template> RequireOwn(StoreReader& reader, const Account& caller, TemplateId id) {
  auto row = FindOwnTemplate(reader, caller, id);
  if (!row) return Pass(row);
  if (!*row) return Fail(ErrorCode::kNotFound, "Template not found.", "_id");
  return std::move(**row);
}

Result<Template> Change(const Services& services, const Account& caller, TemplateId id,
                        const TemplateInput& input) {
  if (input.published == true) {
    auto content = ContentOfTemplate(services, caller.id, id);
    if (!content) return Pass(content);
  }
  Template row;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    auto own = RequireOwn(writer, caller, id);
    if (!own) return Pass(own);
    row = *own;
    Apply(input, row);
    row.modified = services.clock.Now();
    if (auto put = writer.PutTemplate(row); !put) return put;
    const bool publishes = row.published && !own->published;
    return RecordTemplate(services, writer, row,
                          publishes ? AuditEvent::kPublish : AuditEvent::kUpdate,
                          ChangedFields(*own, row));
  });
  if (!stored) return Pass(stored);
  return row;
}

}  // namespace

Result<std::optional<Template>> FindOwnTemplate(StoreReader& reader, const Account& caller,
                                                TemplateId id) {
  auto row = reader.FindTemplate(id);
  if (row && *row && (*row)->owner != caller.id) row->reset();
  return row;
}

Status RequirePartner(const Account& caller) {
  if (caller.partner) return {};
  return Fail(ErrorCode::kForbidden, "Only partner accounts may own templates.");
}

Result<Template> CreateTemplate(const Services& services, const Account& caller,
                                const TemplateInput& input) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  if (auto good = CheckInput(input); !good) return Pass(good);
  Template row;
  Apply(input, row);
  row.published = false;
  row.created = row.modified = services.clock.Now();
  row.id = TemplateId(services.ids.NewObjectIds(1, row.created));
  row.owner = caller.id;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    if (auto put = writer.PutTemplate(row); !put) return put;
    return RecordTemplate(services, writer, row, AuditEvent::kCreate);
  });
  if (!stored) return Pass(stored);
  return row;
}

Result<Template> ReadTemplate(const Services& services, const Account& caller, TemplateId id) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  Template row;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto own = RequireOwn(reader, caller, id);
    if (!own) return Pass(own);
    row = std::move(*own);
    return {};
  });
  if (!read) return Pass(read);
  return row;
}

Result<Template> UpdateTemplate(const Services& services, const Account& caller, TemplateId id,
                                const TemplateInput& input) {
  if (auto known = ReadTemplate(services, caller, id); !known) return known;
  if (auto good = CheckInput(input); !good) return Pass(good);
  return Change(services, caller, id, input);
}

Result<Template> SetPublished(const Services& services, const Account& caller, TemplateId id,
                              bool published) {
  if (auto known = ReadTemplate(services, caller, id); !known) return known;
  TemplateInput input;
  input.published = published;
  return Change(services, caller, id, input);
}

Status DeleteTemplate(const Services& services, const Account& caller, TemplateId id) {
  if (auto partner = RequirePartner(caller); !partner) return partner;
  return services.store.Write([&](StoreWriter& writer) -> Status {
    auto own = RequireOwn(writer, caller, id);
    if (!own) return Pass(own);
    if (auto removed = writer.RemoveTemplate(id); !removed) return removed;
    return RecordTemplate(services, writer, *own, AuditEvent::kDelete);
  });
}

Result<std::vector<Template>> ListTemplates(const Services& services, const Account& caller) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  std::vector<Template> rows;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto listed = reader.ListTemplates(caller.id, Dialect::kIntegrator);
    if (!listed) return Pass(listed);
    rows = std::move(*listed);
    return {};
  });
  if (!read) return Pass(read);
  return rows;
}

Result<PublishedPage> ListPublished(const Services& services, std::size_t skip, std::size_t limit) {
  PublishedPage page;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto listed = reader.ListPublished(Dialect::kIntegrator, skip, limit + 1);
    if (!listed) return Pass(listed);
    page.templates = std::move(*listed);
    page.more = page.templates.size() > limit;
    if (page.more) page.templates.resize(limit);
    return {};
  });
  if (!read) return Pass(read);
  return page;
}

}  // namespace imprint
