#include "surface/native/template_json.h"

#include "base/time.h"
#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

void AppendLatest(const Services& services, const std::optional<TemplateVersion>& version,
                  json::Writer& writer) {
  if (!version) {
    writer.Raw("null");
    return;
  }
  writer.BeginObject().Key("number").Number(version->number);
  writer.Key("hash").String(HexOf(version->version));
  writer.Key("created").String(FormatIso(version->created));
  writer.Key("deprecated");
  AppendDeprecated(version->deprecated, writer);
  writer.Key("signature");
  AppendSignature(services, version->version, version->signature, writer);
  writer.EndObject();
}

}  // namespace

void AppendTemplate(const Services& services, const CatalogueItem& item, ItemForm form,
                    json::Writer& writer) {
  const Template& row = item.row;
  writer.BeginObject().Key("id").String(row.id.Text());
  writer.Key("kind").String(KindOf(row.dialect));
  writer.Key("name").String(row.name);
  writer.Key("description").String(row.description);
  writer.Key("applications").BeginArray();
  for (const std::string& application : row.applications) writer.String(application);
  writer.EndArray();
  if (!row.language.empty()) writer.Key("language").String(row.language);
  if (!row.website_url.empty()) writer.Key("website").String(row.website_url);
  writer.Key("hasImage").Bool(!row.image_url.empty());
  writer.Key("owner").BeginObject().Key("id").String(row.owner.Text());
  writer.Key("name").String(item.owner_name).EndObject();
  writer.Key("installs").Number(row.installs);
  writer.Key("published").Bool(row.published);
  writer.Key("modified").String(FormatIso(row.modified));
  writer.Key("version");
  AppendLatest(services, item.version, writer);
  if (form == ItemForm::kScored) writer.Key("score").Number(item.score);
  writer.EndObject();
}

std::string TemplatePage(const Services& services, const CataloguePage& page, ItemForm form) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("items").BeginArray();
  for (const CatalogueItem& item : page.items) AppendTemplate(services, item, form, writer);
  writer.EndArray();
  AppendNext(page.next, writer);
  writer.EndObject();
  return body;
}

}  // namespace imprint::native
