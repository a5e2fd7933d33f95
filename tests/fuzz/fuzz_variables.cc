// A template and the values for its variables: whatever both hold, what is rendered must be JSON, and
// a placeholder inside a value must stay what it is.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bundle/diga_template.h"
#include "model/render.h"

using namespace imprint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  // The first line is a JSON object of values, the rest a template.
  const std::size_t line = input.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto values = json::Document::Parse(input.substr(0, line), 20);
  const auto document = json::Document::Parse(input.substr(line + 1), 50);
  if (!values || !document) return 0;
  const auto compiled = CompileDigaTemplate(document->root(), json::Location("body"));
  if (!compiled) return 0;
  Installation installation;
  installation.blocks = {{*Id::FromUuidText("01890000-0000-7000-8000-000000000000"),
                          compiled->version.id_count(), 0}};
  values->root().ForEachMember([&](json::Value key, json::Value value) {
    installation.bindings.variables[key.string()] = std::string(value.token());
  });
  for (std::uint32_t ordinal = 0; ordinal < compiled->version.resources.size(); ++ordinal) {
    std::string text;
    RenderInstalled(compiled->version, installation, ordinal, text);
    if (!json::Document::Parse(text, 100)) std::abort();
    std::string own;
    RenderTemplate(compiled->version, ordinal, own);
    if (!json::Document::Parse(own, 100)) std::abort();
  }
  return 0;
}
