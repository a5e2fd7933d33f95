// What a compilation takes for each byte of JSON, beside copying those bytes and beside simdjson
// walking over their tokens, which are its ceilings.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstring>

#include "base/json/document.h"
#include "base/limits.h"
#include "bundle/compile.h"
#include "bundle/secret_scan.h"
#include "model/compiled.h"
#include "sample_bundle.h"

namespace imprint::bench {
namespace {

const std::vector<ArchiveFile>& BundleOf(const benchmark::State& state) {
  return KeptBundle(static_cast<std::size_t>(state.range(0)),
                    static_cast<std::size_t>(state.range(1)));
}

void CountBytes(benchmark::State& state, const std::vector<ArchiveFile>& files) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * BytesOf(files)));
  state.counters["resources"] = static_cast<double>(files.size());
}

void CompileBundle(benchmark::State& state) {
  const auto& files = BundleOf(state);
  const Limits limits;
  for (auto _ : state) {
    auto version = Compile(files, limits);
    if (!version) return state.SkipWithError(version.error().message().c_str());
    benchmark::DoNotOptimize(version);
  }
  CountBytes(state, files);
}

void CopyBundle(benchmark::State& state) {
  const auto& files = BundleOf(state);
  std::string out(BytesOf(files), '\0');
  for (auto _ : state) {
    char* at = out.data();
    for (const ArchiveFile& file : files) {
      std::memcpy(at, file.bytes.data(), file.bytes.size());
      at += file.bytes.size();
    }
    benchmark::ClobberMemory();
  }
  CountBytes(state, files);
}

std::size_t Walk(simdjson::ondemand::value value) {
  std::size_t bytes = 0;
  switch (value.type()) {
    case simdjson::ondemand::json_type::object:
      for (auto field : value.get_object()) {
        bytes += field.key().raw() != nullptr;
        bytes += Walk(field.value());
      }
      return bytes;
    case simdjson::ondemand::json_type::array:
      for (auto item : value.get_array()) bytes += Walk(item.value());
      return bytes;
    default:
      return value.raw_json_token().size();
  }
}

// A parser and a buffer for all documents, as simdjson advises.
void WalkBundleWithSimdjson(benchmark::State& state) {
  const auto& files = BundleOf(state);
  simdjson::ondemand::parser parser;
  std::string padded;
  for (auto _ : state) {
    std::size_t bytes = 0;
    for (const ArchiveFile& file : files) {
      padded.assign(file.bytes);
      padded.reserve(file.bytes.size() + simdjson::SIMDJSON_PADDING);
      auto document = parser.iterate(padded);
      simdjson::ondemand::value root = document.get_value();
      bytes += Walk(root);
    }
    benchmark::DoNotOptimize(bytes);
  }
  CountBytes(state, files);
}

// ---- the parts of a compilation ----

void ParseBundle(benchmark::State& state) {
  const auto& files = BundleOf(state);
  for (auto _ : state) {
    for (const ArchiveFile& file : files) {
      auto document = json::Document::Parse(file.bytes, Limits{}.json_depth);
      benchmark::DoNotOptimize(document);
    }
  }
  CountBytes(state, files);
}

void ScanBundleForSecrets(benchmark::State& state) {
  const auto& files = BundleOf(state);
  std::vector<json::Document> documents;
  for (const ArchiveFile& file : files) {
    documents.push_back(*json::Document::Parse(file.bytes, Limits{}.json_depth));
  }
  for (auto _ : state) {
    std::size_t found = 0;
    for (const json::Document& document : documents) found += FindSecrets(document.root()).size();
    if (found > 0) return state.SkipWithError("the sample holds what looks like a credential");
  }
  CountBytes(state, files);
}

void EncodeCompiled(benchmark::State& state) {
  const auto& files = BundleOf(state);
  const CompiledVersion version = SampleVersion(static_cast<std::size_t>(state.range(0)),
                                                static_cast<std::size_t>(state.range(1)));
  for (auto _ : state) {
    std::size_t bytes = 0;
    static_cast<void>(EncodeVersionTo(version, [&](std::string_view piece) -> Status {
      bytes += piece.size();
      return {};
    }));
    benchmark::DoNotOptimize(bytes);
  }
  CountBytes(state, files);
}

void DecodeCompiled(benchmark::State& state) {
  const auto& files = BundleOf(state);
  const std::string stored = EncodeVersion(SampleVersion(static_cast<std::size_t>(state.range(0)),
                                                         static_cast<std::size_t>(state.range(1))));
  for (auto _ : state) {
    auto version = DecodeVersion(stored);
    benchmark::DoNotOptimize(version);
  }
  CountBytes(state, files);
}

void Large(benchmark::internal::Benchmark* bench) {
  bench->Args({5000, 10 * 1024})->Unit(benchmark::kMillisecond);
}

// From the smallest template to the largest, of the kilobyte that a resource mostly has.
void Curve(benchmark::internal::Benchmark* bench) {
  Large(bench);
  for (const int resources : {10, 50, 200, 1000, 5000}) bench->Args({resources, 1024});
}

BENCHMARK(CompileBundle)->Name("compile")->Apply(Curve);
BENCHMARK(CopyBundle)->Name("compile_memcpy")->Apply(Curve);
BENCHMARK(WalkBundleWithSimdjson)->Name("compile_simdjson")->Apply(Curve);
BENCHMARK(ParseBundle)->Name("compile_part_parse")->Apply(Large);
BENCHMARK(ScanBundleForSecrets)->Name("compile_part_secrets")->Apply(Large);
BENCHMARK(EncodeCompiled)->Name("version_encode")->Apply(Large);
BENCHMARK(DecodeCompiled)->Name("version_decode")->Apply(Large);

}  // namespace
}  // namespace imprint::bench
