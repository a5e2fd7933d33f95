#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json/writer.h"
#include "openapi/tool.h"

namespace imprint::openapi {

/// All of a template but its tools.
struct TemplateHead {
  std::string name;
  std::string language;
  std::string description;
  std::string setup_guide_url;  // empty: none
  std::string base_url;
  bool api_key = false;
  std::map<std::string, std::string> headers;
};

/// Writes a template's file, tool by tool, so that no more than one of them is in memory. Texts
/// lose every "<<"; base URL, headers' values and fixed values are written as they are, for they
/// may hold the template's own <<variable>>s.
class TemplateWriter {
 public:
  TemplateWriter(std::string& out, const TemplateHead& head);
  void Add(const Tool& tool);
  void End();

 private:
  enum class Place { kPath, kQuery, kBody };

  void Text(std::string_view key, std::string_view text);
  void Headers(const std::map<std::string, std::string>& headers);
  void Params(std::string_view key, const std::vector<Param>& params, Place place);
  void Write(const Param& param, Place place);

  json::Writer writer_;
};

}  // namespace imprint::openapi
