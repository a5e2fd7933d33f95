#include "surface/integrator/testing/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "base/json/pretty.h"
#include "base/json/writer.h"

namespace imprint::integrator::test {
namespace {

std::string FileOf(const std::string& name) {
  return std::string(IMPRINT_TEST_FILES) + "/golden/" + name + ".json";
}

std::string Contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Replaces every match by `name(match)`.
template <typename Name>
std::string Rename(const std::string& text, const std::regex& pattern, Name&& name) {
  std::string out;
  auto at = text.cbegin();
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    out.append(at, (*match)[0].first);
    out += name(match->str());
    at = (*match)[0].second;
  }
  return out.append(at, text.cend());
}

std::string Normalised(const std::string& text) {
  static const std::regex kHash("\\b[0-9a-f]{64}\\b");
  static const std::regex kId("\\b[0-9a-f]{24}\\b");
  static const std::regex kRunKey("\"runKey\": \"([^\"]+)\"");
  std::string result = Rename(text, kHash, [](const std::string&) { return "HASH"; });
  if (std::smatch match; std::regex_search(result, match, kRunKey)) {
    const std::string run_key = match[1];
    for (std::size_t at; (at = result.find(run_key)) != std::string::npos;) {
      result.replace(at, run_key.size(), "RUNKEY");
    }
  }
  std::map<std::string, std::string> names;
  return Rename(result, kId, [&](const std::string& id) {
    if (id.starts_with("5f0000000000000000")) return id;
    return names.try_emplace(id, "ID" + std::to_string(names.size() + 1)).first->second;
  });
}

std::string Exchange(const Api::Call& call, const http::Response& response) {
  std::string text;
  json::Writer writer(text);
  writer.BeginObject().Key("request").String(call.method + " " + call.target);
  if (call.body.starts_with('{') || call.body.starts_with('[')) writer.Key("body").Raw(call.body);
  writer.Key("status").Number(response.status);
  for (const auto& [name, value] : response.headers) writer.Key(name).String(value);
  if (!response.body.empty()) writer.Key("answer").Raw(response.body);
  writer.EndObject();
  return text;
}

}  // namespace

http::Response Golden::Send(Api& api, const Api::Call& call) {
  auto response = api.Send(call);
  exchanges_.push_back(Exchange(call, response));
  return response;
}

void Golden::Check() const {
  std::string all;
  json::Writer writer(all);
  writer.BeginArray();
  for (const std::string& exchange : exchanges_) writer.Raw(exchange);
  writer.EndArray();
  const auto document = imprint::test::Parse(all);
  const std::string text = Normalised(json::Pretty(document.root())) + "\n";
  const std::string path = FileOf(name_);
  if (std::getenv("IMPRINT_UPDATE_GOLDEN")) {
    std::ofstream(path, std::ios::binary) << text;
  }
  EXPECT_EQ(Contents(path), text) << path << ": IMPRINT_UPDATE_GOLDEN=1 writes it anew";
}

}  // namespace imprint::integrator::test
