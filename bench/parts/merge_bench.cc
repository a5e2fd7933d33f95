// A three-way merge of a document that both sides changed, beside parsing the three documents.
#include <benchmark/benchmark.h>

#include <string>

#include "base/json/document.h"
#include "base/limits.h"
#include "ceiling.h"
#include "model/merge.h"
#include "sample_bundle.h"

namespace imprint::bench {
namespace {

// The text with each `every`th "dataType" of another value.
std::string Changed(std::string text, std::size_t every) {
  constexpr std::string_view kValue = "\"string\"";
  std::size_t n = 0;
  for (std::size_t at = text.find(kValue); at != std::string::npos;
       at = text.find(kValue, at + 1)) {
    if (n++ % every == 0) text.replace(at, kValue.size(), "\"number\"");
  }
  return text;
}

/// What the two sides made of an export of about as many bytes as the benchmark's argument.
struct Texts {
  explicit Texts(const benchmark::State& state) {
    for (const ArchiveFile& file : KeptBundle(10, static_cast<std::size_t>(state.range(0)))) {
      if (file.path.starts_with("exports/")) base = file.bytes;
    }
    mine = Changed(base, 3);
    theirs = Changed(base, 4);
  }
  std::string base, mine, theirs;
};

json::Document Parsed(const std::string& text) {
  return *json::Document::Parse(text, Limits{}.json_depth);
}

void MergeThree(benchmark::State& state) {
  const Texts texts(state);
  const json::Document base = Parsed(texts.base);
  const json::Document mine = Parsed(texts.mine);
  const json::Document theirs = Parsed(texts.theirs);
  std::size_t bytes = 0;
  for (auto _ : state) {
    const MergeResult merged = Merge(base.root(), mine.root(), theirs.root(), {}, Side::kTheirs);
    bytes = merged.text.size();
    benchmark::DoNotOptimize(merged.text.data());
  }
  CountBytes(state, bytes);
}

void ParseThree(benchmark::State& state) {
  const Texts texts(state);
  for (auto _ : state) {
    for (const std::string* text : {&texts.base, &texts.mine, &texts.theirs}) {
      const json::Document document = Parsed(*text);
      benchmark::DoNotOptimize(document.text().data());
    }
  }
  CountBytes(state, texts.base.size());
}

void Sizes(benchmark::internal::Benchmark* bench) {
  for (const int bytes : {1024, 4096, 16384, 65536}) bench->Arg(bytes);
  bench->Unit(benchmark::kMicrosecond);
}

BENCHMARK(MergeThree)->Name("merge")->Apply(Sizes);
BENCHMARK(ParseThree)->Name("merge_parse")->Apply(Sizes);

}  // namespace
}  // namespace imprint::bench
