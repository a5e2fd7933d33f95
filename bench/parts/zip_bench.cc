// Reading every file of a bundle's zip, for each byte that comes out, beside zlib inflating the
// same files and nothing else.
#include <benchmark/benchmark.h>
#include <zlib.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/limits.h"
#include "bundle/archive.h"
#include "bundle/archive_writer.h"
#include "ceiling.h"
#include "sample_bundle.h"

namespace imprint::bench {
namespace {

const std::vector<ArchiveFile>& BundleOf(const benchmark::State& state) {
  return KeptBundle(static_cast<std::size_t>(state.range(0)),
                    static_cast<std::size_t>(state.range(1)));
}

void ReadZip(benchmark::State& state) {
  const auto& files = BundleOf(state);
  const auto zip = WriteZipBytes(files);
  if (!zip) return state.SkipWithError("the zip cannot be written");
  const Limits limits;
  for (auto _ : state) {
    auto reader = ZipReader::OpenBytes(*zip, limits);
    if (!reader) return state.SkipWithError(reader.error().message().c_str());
    std::string buffer;
    for (std::size_t i = 0; i < (*reader)->size(); ++i) {
      const auto bytes = (*reader)->Read(i, buffer);
      if (!bytes) return state.SkipWithError(bytes.error().message().c_str());
      benchmark::DoNotOptimize(bytes->data());
    }
  }
  CountBytes(state, BytesOf(files));
}

std::string Deflated(const std::string& plain) {
  std::string coded(compressBound(plain.size()), '\0');
  uLongf size = coded.size();
  compress2(reinterpret_cast<Bytef*>(coded.data()), &size,
            reinterpret_cast<const Bytef*>(plain.data()), plain.size(), Z_DEFAULT_COMPRESSION);
  coded.resize(size);
  return coded;
}

void InflateOnly(benchmark::State& state) {
  const auto& files = BundleOf(state);
  std::vector<std::string> coded;
  std::size_t largest = 0;
  for (const ArchiveFile& file : files) {
    coded.push_back(Deflated(file.bytes));
    largest = std::max(largest, file.bytes.size());
  }
  std::string out(largest, '\0');
  for (auto _ : state) {
    for (const std::string& one : coded) {
      uLongf size = out.size();
      uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                 reinterpret_cast<const Bytef*>(one.data()), one.size());
      benchmark::DoNotOptimize(out.data());
    }
  }
  CountBytes(state, BytesOf(files));
}

void Bundles(benchmark::internal::Benchmark* bench) {
  bench->Args({1000, 1024})->Args({5000, 10 * 1024})->Unit(benchmark::kMillisecond);
}

BENCHMARK(ReadZip)->Name("zip_read")->Apply(Bundles);
BENCHMARK(InflateOnly)->Name("zip_read_zlib")->Apply(Bundles);

}  // namespace
}  // namespace imprint::bench
